/// What the generated documentation says beside the tables.
enum Documentation {
    static let text = """
        Without any variable, the files in /usr/share/nginx/html are served on port 8080. With `UPSTREAM`, requests go there, except
        for those below /static/; the start waits until it answers. The shipped template of nginx.conf is
        `/opt/config/nginx.conf`.

            podman run -d --network web -p 8080:8080 -e UPSTREAM=app:8000 -e SEMAPHORE=/opt/data/semaphores/nginx \\
                -v data:/opt/data runutils/nginx

        Files that were written for docker-library's image of nginx work as they are: `/etc/nginx/nginx.conf`, sites in
        `/etc/nginx/conf.d` (they take the place of the shipped one, and port 80 is theirs to name), templates with `${NAME}` in
        `/etc/nginx/templates`, scripts in `/docker-entrypoint.d`, files in `/usr/share/nginx/html`, and
        `nginx -g "daemon off;"` as the command. Scripts whose names come before `20-envsubst-on-templates.sh` run before the
        templates are rendered, the others behind that, and nginx takes what those make or edit, also of /etc/nginx/nginx.conf. They run
        once, and not on SIGHUP. `reload`, and root's `nginx -t`, know what `.envsh` scripts set, `check` does not. Relative paths in sites count from
        /run/nginx-config, which has links to all in /etc/nginx. There is no root master: what a site names itself, such as a certificate's
        key or a log file, must be open to USER_NAME. /var/cache/nginx and /var/log/nginx belong to
        that user, whatever its id.

        A template that makes a file which the configuration does not include is said; `check --explain` lists which it includes. The
        file of a template that is gone goes with it. `${NAME:-default}` gives the default. Packages of Debian's modules
        (`FROM runutils/nginx`, `apt-get install libnginx-mod-…`) are loaded by the shipped nginx.conf.

        The configuration belongs to root, below /run/nginx-config and /etc/nginx, so that nginx's user cannot change what root's
        `exec` reads; nginx's pid file is in /run/nginx, its temporary files are in /run/nginx-temp. A container that starts as another user (`--user`) cannot
        write to /etc/nginx: what templates make is in /run/nginx-config/conf.d then, with links to the other sites, and takes their place.
        Scripts that nginx's user could change run as that user; `.envsh` ones are refused then (mount them read-only).

        All files are rendered beside their places, nginx checks them, and only then do they take their places, all of them or
        none. What nginx finds wrong is said with the template's line, and the start ends with 78; on SIGHUP the old configuration
        goes on. In templates of your own, besides the variables: `WORKER_PROCESSES` (a number), `RESOLVERS`, `IPV6` (set where there
        is some; `IPV6_GLOBAL`, where it reaches other networks), `SITES` and `STREAMS` (directories with files to include), `MODULES` (set where more modules
        are installed), and `UPSTREAM_RESOLVER`; others of the environment by `NGINX_TEMPLATE_FILTER`. A value that is somebody else's goes in as
        `{{NAME | nginx}}`.

        nginx runs as USER_NAME, master and workers. Only for a port below 1024 does it keep a capability, CAP_NET_BIND_SERVICE. With
        a read-only root it needs one tmpfs, at /run; files rendered elsewhere need another there.

        SIGTERM and SIGQUIT let requests end first. STOP_GRACE limits that: connections that stay open, such as websockets, end by nginx's own TERM
        in its last quarter (5 s at most), and what is left is killed. SIGHUP renders, checks and reloads; so does
        `NGINX_WATCH=on` by itself after a change. SIGUSR1 opens log files anew.

        The shipped nginx.conf looks the name of `UPSTREAM` up again every 5 s where the container's first name server knows it as it
        is written, as those of podman, Docker and Kubernetes do, and asks that server alone. A name of /etc/hosts, one that takes a search domain, and
        any name where `RESOLVERS` begins with another server is looked up once, at the start and on SIGHUP.

        `nginx -t`, `nginx -T` and `nginx -s` in `exec`, and as the command of a container of their own, run as nginx's user and look at what is
        rendered; an address at which somebody else listens is an error at the start (71).

        \(Differences.text)
        """
}
