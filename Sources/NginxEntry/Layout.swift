import RunUtils

/// Where things are that the image makes itself, and those of docker-library's image.
enum Layout {
    /// The rendered configuration, the certificate, nginx's pid file and its temporary files. It is made anew with each
    /// container.
    static let run: FilePath = "/run/nginx"
    static let configuration = run.appending("nginx.conf")
    static let mimeTypes = run.appending("mime.types")
    static let uwsgiParameters = run.appending("uwsgi_params")
    static let certificate = run.appending("server.crt")
    static let key = run.appending("server.key")

    /// Where nginx's files are.
    static let files: FilePath = "/etc/nginx"
    /// The configuration of an image's user, who wrote it for docker-library's image.
    static let ownConfiguration: FilePath = "/etc/nginx/nginx.conf"
    /// That with another number of workers. It lies beside it, since it names files by relative paths.
    static let tunedConfiguration: FilePath = "/etc/nginx/autotuned.conf"
    /// Where the sites of an image's user are.
    static let sites: FilePath = "/etc/nginx/conf.d"
    static let scripts: FilePath = "/docker-entrypoint.d"

    static let resolverConfiguration: FilePath = "/etc/resolv.conf"
    /// It has lines where there is IPv6.
    static let ipv6Addresses: FilePath = "/proc/net/if_inet6"
}
