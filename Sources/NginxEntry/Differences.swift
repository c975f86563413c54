/// What is not as in docker-library's image, on purpose, for the documentation.
enum Differences {
    static let text = """
        ## Differences from docker-library/nginx

        | there | here | to get that |
        |---|---|---|
        | a root master opens certificates, keys and log files | nginx is USER_NAME from the start, master and workers; what it may not open is said with its id (77) | chown to that id; `SSL_CERT_FILE` and `SSL_KEY_FILE` are read by root |
        | the user nginx has the id 101 | 8080 | `USER_UID=101` |
        | conf.d/default.conf is a file, and served beside other sites | it is none; its site is served, on port 80, where /etc/nginx/nginx.conf includes conf.d and nothing is there | a site of your own |
        | without any file: port 80 | port 8080 | `LISTEN_PORT=80` |
        | nginx reads /etc/nginx/nginx.conf | a copy in /run/nginx-config, made at the start and on SIGHUP | |
        | `nginx -s reload` reads the files as they are | it renders, checks and reloads, as `reload` and SIGHUP do | |
        | the file of a removed template stays | it goes, unless somebody has changed it | a file in place of the template |
        | `${NAME:-default}` stays as it is | `:-`, `:+` and `:?` are a shell's, for names that the filter allows | |
        | for `.stream-template`, a writable nginx.conf gets a `stream` block | nginx's copy of it gets one, but not an nginx.conf that a template makes | a block of your own, which includes /etc/nginx/stream-conf.d/*.conf |
        | streams, mail and others are built in | streams are a module, loaded where they are needed; others are Debian's packages | `apt-get install libnginx-mod-…`; an nginx.conf of your own includes /etc/nginx/modules-enabled/*.conf |
        | a configuration that listens nowhere runs | an error (78) | |
        | `daemon on;` ends the container with 0 | an error (78) | |
        | STOPSIGNAL is SIGQUIT | SIGTERM, which becomes QUIT as well | |
        """
}
