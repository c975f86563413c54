"""
What rendered manifests must keep: rules.py FILE…

The level "restricted" of Kubernetes' pod security standards, and what this project adds. Prints what is wrong, and exits with 1 when
something is. Each rule is tried on an offence as well; one that does not see it is a failure, too.
"""

import copy
import sys

import yaml

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
PROFILES = ("RuntimeDefault", "Localhost")


def get(value, *keys, default=None):
    """What is at a path of keys, or the default."""
    for key in keys:
        if isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            return default
    return value


def own(pod, container, name):
    """A setting of a container's security context, which the pod's stands in for."""
    return get(container, "securityContext", name, default=get(pod, "securityContext", name))


def seconds(text):
    """A time such as 35s."""
    return int(text.removesuffix("s"))


def variable(container, name):
    return next((item.get("value") for item in container.get("env", []) if item["name"] == name), None)


def stops_in_time(pod, container):
    grace = variable(container, "STOP_GRACE")
    delay = get(container, "lifecycle", "preStop", "sleep", "seconds", default=0)
    return grace is None or delay + seconds(grace) < pod.get("terminationGracePeriodSeconds", 30)


# What holds of each pod (its PodSpec).
POD_RULES = {
    # Pod security standards, "baseline".
    "hostNetwork, hostPID, hostIPC": lambda p: not any(p.get(k) for k in ("hostNetwork", "hostPID", "hostIPC")),
    "sysctls": lambda p: not get(p, "securityContext", "sysctls"),
    # "restricted".
    "volume types": lambda p: all(VOLUMES >= set(v) - {"name"} for v in p.get("volumes", [])),
    # Our own.
    "automountServiceAccountToken: false": lambda p: p.get("automountServiceAccountToken") is False,
    "serviceAccountName": lambda p: p.get("serviceAccountName", "default") != "default",
    "fsGroup": lambda p: get(p, "securityContext", "fsGroup"),
    "a mount of each volume": lambda p: {v["name"] for v in p.get("volumes", [])}
    == {m["name"] for c in containers(p) for m in c.get("volumeMounts", [])} - claims(p),
}

# What holds of each container of a pod.
CONTAINER_RULES = {
    # Pod security standards, "baseline".
    "privileged": lambda p, c: not get(c, "securityContext", "privileged"),
    "hostPort": lambda p, c: not any(port.get("hostPort") for port in c.get("ports", [])),
    "procMount": lambda p, c: get(c, "securityContext", "procMount", default="Default") == "Default",
    "hosts of probes": lambda p, c: not any(
        get(c, probe, kind, "host") for probe in PROBES for kind in ("httpGet", "tcpSocket")
    ),
    # "restricted".
    "runAsNonRoot": lambda p, c: own(p, c, "runAsNonRoot") is True,
    "runAsUser is not root": lambda p, c: own(p, c, "runAsUser") != 0,
    "seccompProfile": lambda p, c: get(own(p, c, "seccompProfile"), "type") in PROFILES,
    "allowPrivilegeEscalation: false": lambda p, c: get(c, "securityContext", "allowPrivilegeEscalation") is False,
    "capabilities dropped": lambda p, c: "ALL" in get(c, "securityContext", "capabilities", "drop", default=[]),
    "capabilities added": lambda p, c: not set(get(c, "securityContext", "capabilities", "add", default=[]))
    - {"NET_BIND_SERVICE"},
    # Our own.
    "readOnlyRootFilesystem": lambda p, c: get(c, "securityContext", "readOnlyRootFilesystem") is True,
    "requests and a limit of memory": lambda p, c: get(c, "resources", "requests", "cpu")
    and get(c, "resources", "requests", "memory")
    and get(c, "resources", "limits", "memory"),
    "an image with a tag": lambda p, c: ":" in c["image"].rpartition("/")[2] and not c["image"].endswith(":latest"),
    "a readinessProbe where there are ports": lambda p, c: "readinessProbe" in c or not c.get("ports"),
    "preStop and STOP_GRACE below terminationGracePeriodSeconds": stops_in_time,
}
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")

# An offence for each rule: the container's part (True) or the pod's, a path there, and what is put in its place (None: nothing).
OFFENCES = {
    "hostNetwork, hostPID, hostIPC": (False, ["hostPID"], True),
    "sysctls": (False, ["securityContext", "sysctls"], [{"name": "kernel.shm_rmid_forced", "value": "1"}]),
    "volume types": (False, ["volumes", 0, "hostPath"], {"path": "/"}),
    "automountServiceAccountToken: false": (False, ["automountServiceAccountToken"], None),
    "serviceAccountName": (False, ["serviceAccountName"], None),
    "fsGroup": (False, ["securityContext", "fsGroup"], None),
    "a mount of each volume": (True, ["volumeMounts", 0, "name"], "misspelt"),
    "privileged": (True, ["securityContext", "privileged"], True),
    "hostPort": (True, ["ports"], [{"containerPort": 1, "hostPort": 1}]),
    "procMount": (True, ["securityContext", "procMount"], "Unmasked"),
    "hosts of probes": (True, ["livenessProbe"], {"httpGet": {"host": "10.0.0.1"}}),
    "runAsNonRoot": (False, ["securityContext", "runAsNonRoot"], None),
    "runAsUser is not root": (True, ["securityContext", "runAsUser"], 0),
    "seccompProfile": (False, ["securityContext", "seccompProfile", "type"], "Unconfined"),
    "allowPrivilegeEscalation: false": (True, ["securityContext", "allowPrivilegeEscalation"], None),
    "capabilities dropped": (True, ["securityContext", "capabilities", "drop"], ["NET_RAW"]),
    "capabilities added": (True, ["securityContext", "capabilities", "add"], ["CHOWN"]),
    "readOnlyRootFilesystem": (True, ["securityContext", "readOnlyRootFilesystem"], None),
    "requests and a limit of memory": (True, ["resources", "limits", "memory"], None),
    "an image with a tag": (True, ["image"], "localhost:5000/runutils/base"),
    "a readinessProbe where there are ports": (True, ["readinessProbe"], None),
    "preStop and STOP_GRACE below terminationGracePeriodSeconds": (False, ["terminationGracePeriodSeconds"], 35),
}


def containers(pod):
    return pod.get("initContainers", []) + pod["containers"]


def claims(pod):
    return set(pod.get("claims of its StatefulSet", []))


def template(item):
    """The pod that an object makes, or None."""
    paths = {"Pod": [], "CronJob": ["spec", "jobTemplate", "spec", "template"]}
    found = get(item, *paths.get(item["kind"], ["spec", "template"]))
    if not isinstance(found, dict) or "containers" not in found.get("spec", {}):
        return None
    names = [claim["metadata"]["name"] for claim in get(item, "spec", "volumeClaimTemplates", default=[])]
    spec = {**found["spec"], "claims of its StatefulSet": names}
    return {"labels": get(found, "metadata", "labels", default={}), "spec": spec}


def name(item):
    return f'{item["kind"]} "{item["metadata"]["name"]}"'


def wrong(pod):
    """The rules that a pod breaks, each with the container's name or None."""
    for rule, holds in POD_RULES.items():
        if not holds(pod):
            yield rule, None
    for container in containers(pod):
        for rule, holds in CONTAINER_RULES.items():
            if not holds(pod, container):
                yield rule, container["name"]


def dangling(items):
    """Names that nothing has, selectors that find no pod, and budgets that nobody could keep."""
    there = {(item["kind"], item["metadata"]["name"]) for item in items}
    pods = [(item, template(item)) for item in items if template(item)]

    def selected(labels):
        return [(item, pod) for item, pod in pods if labels.items() <= pod["labels"].items()]

    for item, pod in pods:
        for volume in pod["spec"].get("volumes", []):
            for kind, path in (
                ("Secret", ("secret", "secretName")),
                ("ConfigMap", ("configMap", "name")),
                ("PersistentVolumeClaim", ("persistentVolumeClaim", "claimName")),
            ):
                wanted = get(volume, *path)
                if wanted and (kind, wanted) not in there:
                    yield item, f'there is no {kind} "{wanted}"'
        if ("ServiceAccount", pod["spec"].get("serviceAccountName")) not in there:
            yield item, "there is no ServiceAccount of its name"
    for item in items:
        labels = get(item, "spec", "selector") if item["kind"] == "Service" else get(item, "spec", "selector", "matchLabels")
        if item["kind"] == "NetworkPolicy":
            labels = get(item, "spec", "podSelector", "matchLabels", default={})
        if item["kind"] == "ServiceAccount" and item.get("automountServiceAccountToken") is not False:
            yield item, "automountServiceAccountToken: expected false"
        if labels is None:
            continue
        found = selected(labels)
        if not found:
            yield item, f"selects no pod: {labels}"
        if item["kind"] == "PodDisruptionBudget":
            replicas = sum(get(owner, "spec", "replicas", default=1) for owner, _ in found)
            if get(item, "spec", "minAvailable", default=0) >= replicas:
                yield item, f"of {replicas} none may go"


def offended(pod, offence):
    """A copy of the pod with an offence in it."""
    in_container, path, value = offence
    result = copy.deepcopy(pod)
    place = result["containers"][0] if in_container else result
    for key in path[:-1]:
        place = place[key] if isinstance(place, list) else place.setdefault(key, {})
    if value is None:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = value
    return result


def main(files):
    complaints = []
    for file in files:
        with open(file, encoding="utf-8") as text:
            items = [item for item in yaml.safe_load_all(text) if item]
        pods = [(item, template(item)) for item in items if template(item)]
        for item, pod in pods:
            for rule, container in wrong(pod["spec"]):
                complaints.append(f"{file}: {name(item)}{f', container {container}' if container else ''}: {rule}")
        complaints += [f"{file}: {name(item)}: {text}" for item, text in dangling(items)]
        # A pod with ports and a time to stop in, which all rules look at.
        sample = next(pod["spec"] for item, pod in pods if item["kind"] == "Deployment")
        for rule in [*POD_RULES, *CONTAINER_RULES]:
            if rule not in {broken for broken, _ in wrong(offended(sample, OFFENCES[rule]))}:
                complaints.append(f'rules.py: the rule "{rule}" does not see its offence')
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
