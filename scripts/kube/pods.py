"""
Makes of rendered manifests what podman plays, and does a kubelet's part: pods.py MANIFESTS DIRECTORY PREFIX

Writes DIRECTORY/pods/NAME-N.yaml, a pod for each replica of each workload, with DIRECTORY/volumes and DIRECTORY/claims as its volumes.
podman 4 knows neither StatefulSets, nor fsGroup, nor volumes in memory, and its emptyDirs have the image's modes. UIDS=random runs
each workload under an id that nobody knows beforehand.
"""

import base64
import os
import pathlib
import random
import subprocess
import sys

import yaml

UNITS = {"Mi": 1 << 20, "Gi": 1 << 30}


def make(directory, group, mode=0o2777):
    """A volume's directory, as a kubelet gives it to a pod with an fsGroup."""
    directory.mkdir(parents=True)
    os.chown(directory, 0, group)
    directory.chmod(mode)


def fill(directory, group, files, mode):
    """A volume of a Secret or ConfigMap: the files are behind links."""
    make(directory, group, 0o3777)
    make(directory / "..data.1", group, 0o2755)
    (directory / "..data").symlink_to("..data.1")
    for name, content in files.items():
        file = directory / "..data.1" / name
        file.write_bytes(content)
        os.chown(file, 0, group)
        file.chmod(mode)
        (directory / name).symlink_to(f"..data/{name}")


def content(item):
    """The files of a Secret or ConfigMap."""
    if item["kind"] == "Secret":
        return {name: base64.b64decode(text) for name, text in item["data"].items()}
    return {name: text.encode() for name, text in item["data"].items()}


def volume(source, place, claims, group, there):
    """Makes a volume, and returns its directory."""
    if "persistentVolumeClaim" in source:
        place = claims / source["persistentVolumeClaim"]["claimName"]
        if not place.exists():
            make(place, group, 0o2775)
            (place / "lost+found").mkdir(mode=0o700)
    elif "secret" in source:
        secret = source["secret"]
        fill(place, group, content(there["Secret", secret["secretName"]]), secret.get("defaultMode", 0o644))
    elif "configMap" in source:
        fill(place, group, content(there["ConfigMap", source["configMap"]["name"]]), 0o644)
    else:
        make(place, group)
        if source["emptyDir"].get("medium") == "Memory":
            size = source["emptyDir"]["sizeLimit"]
            options = f"size={int(size[:-2]) * UNITS[size[-2:]]},gid={group},mode=2777"
            subprocess.run(["mount", "-t", "tmpfs", "-o", options, "runutils-kube", place], check=True)
    return place


def container(original, paths, volumes):
    """One container for podman, which does not know subPath; what it mounts is put into volumes."""
    result = {key: original[key] for key in ("name", "env", "args", "securityContext", "resources") if key in original}
    # registry.example.org/runutils/NAME:1.0.0
    result["image"] = "localhost/runutils/" + original["image"].rpartition("/")[2].partition(":")[0] + ":latest"
    # "latest" would be looked for in a registry each time.
    result["imagePullPolicy"] = "Never"
    result["volumeMounts"] = []
    for number, mount in enumerate(original["volumeMounts"]):
        name = f'{original["name"]}-{number}'
        path = paths[mount["name"]] / mount.get("subPath", "")
        volumes.append({"name": name, "hostPath": {"path": str(path), "type": "Directory" if path.is_dir() else "File"}})
        result["volumeMounts"].append({"name": name, "mountPath": mount["mountPath"], "readOnly": mount.get("readOnly", False)})
    return result


def pod(spec, name, directory, prefix, uid, there):
    """The manifest of one pod; its volumes are made."""
    security = dict(spec["securityContext"])
    group = security.pop("fsGroup")
    uid = uid or security["runAsUser"]
    security |= {"supplementalGroups": [group], "runAsUser": uid}
    paths = {
        source["name"]: volume(source, directory / "volumes" / name / source["name"], directory / "claims", group, there)
        for source in spec["volumes"]
    }
    volumes = []
    containers = [container(each, paths, volumes) for each in spec["containers"]]
    if "restartPolicy" not in spec:
        # podman 4 ends a pod, and its address, with its last container.
        stay = {"name": "stay", "image": "localhost/runutils/base:latest", "imagePullPolicy": "Never", "args": ["sleep", "infinity"]}
        containers.append(stay | {"securityContext": containers[0]["securityContext"]})
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"{prefix}-{name}"},
        "spec": {
            # With Always, podman 4 starts containers of initContainers again and again.
            "restartPolicy": spec.get("restartPolicy", "OnFailure"),
            "securityContext": security,
            "initContainers": [container(each, paths, volumes) for each in spec.get("initContainers", [])],
            "containers": containers,
            "volumes": volumes,
        },
    }


def main(manifests, directory, prefix):
    directory = pathlib.Path(directory)
    (directory / "pods").mkdir(parents=True)
    items = list(yaml.safe_load_all(pathlib.Path(manifests).read_text(encoding="utf-8")))
    there = {(item["kind"], item["metadata"]["name"]): item for item in items}
    for item in items:
        if item["kind"] not in ("Deployment", "StatefulSet", "CronJob"):
            continue
        name = item["metadata"]["name"]
        spec = item["spec"]["jobTemplate"]["spec"] if item["kind"] == "CronJob" else item["spec"]
        uid = random.randrange(1_000_000_000, 2_000_000_000) if os.environ.get("UIDS") == "random" else None
        for number in range(spec.get("replicas", 1)):
            claims = [
                {"name": claim, "persistentVolumeClaim": {"claimName": f"{claim}-{name}-{number}"}}
                for claim in (each["metadata"]["name"] for each in spec.get("volumeClaimTemplates", []))
            ]
            template = {**spec["template"]["spec"], "volumes": spec["template"]["spec"]["volumes"] + claims}
            manifest = pod(template, f"{name}-{number}", directory, prefix, uid, there)
            with open(directory / "pods" / f"{name}-{number}.yaml", "w", encoding="utf-8") as file:
                yaml.safe_dump(manifest, file, sort_keys=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
