import RunUtils

/// Where things are that the image makes itself, and those of docker-library's image.
enum Layout {
    /// nginx itself. What PATH finds is for people: it asks this image's executable, which runs nginx as the service's user.
    static let program = "/usr/sbin/nginx"
    /// nginx's pid file, and what an image's user puts there: the service's own. It is made anew with each container.
    static let run: FilePath = "/run/nginx"
    /// The directories of nginx's temporary files. They are the service's, but not the one that they are in: a root that runs
    /// nginx gives them to the `user` of the configuration, through links too.
    static let temporary: FilePath = "/run/nginx-temp"
    static let temporaryNames = ["body", "fastcgi", "proxy", "scgi", "uwsgi"]
    /// The rendered configuration and the certificate: what nginx reads as code, also when root starts it, and so root's.
    static let rendered: FilePath = "/run/nginx-config"
    static let configuration = rendered.appending("nginx.conf")
    static let mimeTypes = rendered.appending("mime.types")
    static let uwsgiParameters = rendered.appending("uwsgi_params")
    static let certificate = rendered.appending("server.crt")
    static let key = rendered.appending("server.key")
    /// Where it is written down what templates made, for the next start; in the directory of what is rendered where that cannot be.
    static let memory: FilePath = "/var/lib/runutils-nginx"
    /// The sites of a container that starts as a user who may not write to /etc/nginx/conf.d: links to those there, and what
    /// templates make.
    static let ownSites = rendered.appending("conf.d")
    static let ownStreams = rendered.appending("stream-conf.d")

    /// Where nginx's files are.
    static let files: FilePath = "/etc/nginx"
    /// The configuration of an image's user, who wrote it for docker-library's image.
    static let ownConfiguration: FilePath = "/etc/nginx/nginx.conf"
    /// Where the sites of an image's user are.
    static let sites: FilePath = "/etc/nginx/conf.d"
    static let streams: FilePath = "/etc/nginx/stream-conf.d"
    /// Which modules are loaded: what packages of Debian install.
    static let modules: FilePath = "/etc/nginx/modules-enabled"
    static let streamModule: FilePath = "/usr/lib/nginx/modules/ngx_stream_module.so"
    /// Where nginx's user may write for good. They belong to the image's own id at first, and follow USER_UID.
    static let userDirectories: [FilePath] = ["/var/cache/nginx", "/var/log/nginx"]
    static let scripts: FilePath = "/docker-entrypoint.d"

    static let hosts: FilePath = "/etc/hosts"
    static let resolverConfiguration: FilePath = "/etc/resolv.conf"
    /// It has lines where there is IPv6.
    static let ipv6Addresses: FilePath = "/proc/net/if_inet6"
}
