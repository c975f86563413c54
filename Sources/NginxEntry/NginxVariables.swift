import RunUtils

/// The variables of the image: those of its own, and those of docker-library's image of nginx.
enum Nginx {
    /// The id that the image's directories have before any start.
    static let imageUID: UInt32 = 8080
    static let account = AccountVariables(defaultName: "nginx", defaultUID: imageUID)

    static let configuration = Variable(
        "NGINX_CONF", .path, default: "/opt/config/nginx.conf",
        "Template of nginx.conf; an /etc/nginx/nginx.conf counts where this is not set.")
    static let mimeTypes = Variable(
        "MIME_TYPES", .path, default: "/etc/nginx/mime.types", "Template of mime.types.")
    static let uwsgiParameters = Variable(
        "UWSGI_PARAMS", .optional(.path),
        "Template of uwsgi_params, such as /etc/nginx/uwsgi_params; the upstream speaks uwsgi where it is set.")
    static let templates = Variable(
        "TEMPLATES", .renderings, "More templates, as source:/target, separated by commas or spaces.")
    static let templateFilter = Variable(
        "NGINX_TEMPLATE_FILTER", .optional(.pattern),
        "More variables that templates with {{NAME}} may name: those whose name this regular expression matches.")

    static let port = Variable("LISTEN_PORT", .port, default: 8080, "The port of HTTP.")
    static let tlsPort = Variable(
        "TLS_PORT", .port, default: 8443, "The port of HTTPS, where there is a certificate.")
    static let certificate = Variable(
        "SSL_CERT_FILE", .optional(.path), requiredWith: "SSL_KEY_FILE",
        "The certificate with its chain, copied at the start and on HUP.")
    static let key = Variable("SSL_KEY_FILE", .optional(.path), requiredWith: "SSL_CERT_FILE", "Its private key.")
    static let staticDirectory = Variable(
        "STATIC_DIR", .directoryPath, default: "/usr/share/nginx/html/",
        "Directory that is served; below /static/ where there is an upstream.")
    static let upstream = Variable(
        "UPSTREAM", .optional(.upstream), aliases: ["DJANGO_UPSTREAM"],
        "Where requests go: host:port, unix:/path, or unix:NAME for a socket in SOCKET_DIR. The start waits for it.")
    static let socketDirectory = Variable(
        "SOCKET_DIR", .path, default: "/opt/data/sockets", "Where the sockets of upstreams are.")
    static let workers = Variable(
        "WORKER_PROCESSES", .workers, defaultText: "auto",
        "Worker processes; auto: as many as the container has processors, by its quota and cpuset.")
    static let resolvers = Variable(
        "RESOLVERS", .resolvers, "Name servers that nginx asks; those of /etc/resolv.conf where it is not set.")
    static let semaphore = StandardVariables.semaphore(while: "nginx serves")
    static let watch = Variable(
        "NGINX_WATCH", .boolean, default: false,
        "Whether a change of the configuration or of the certificate has the effect of a SIGHUP.")

    static let templateDirectory = Variable(
        "NGINX_ENVSUBST_TEMPLATE_DIR", .path, default: "/etc/nginx/templates", "Where templates with ${NAME} are.")
    static let templateSuffix = Variable(
        "NGINX_ENVSUBST_TEMPLATE_SUFFIX", .text, default: ".template", "Their file name suffix.")
    static let outputDirectory = Variable(
        "NGINX_ENVSUBST_OUTPUT_DIR", .path, default: "/etc/nginx/conf.d", "Where they go, without the suffix.")
    static let streamSuffix = Variable(
        "NGINX_ENVSUBST_STREAM_TEMPLATE_SUFFIX", .text, default: ".stream-template",
        "How the names of templates for streams end.")
    static let streamOutputDirectory = Variable(
        "NGINX_ENVSUBST_STREAM_OUTPUT_DIR", .path, default: "/etc/nginx/stream-conf.d", "Where those go.")
    static let filter = Variable(
        "NGINX_ENVSUBST_FILTER", .optional(.pattern),
        "Only variables whose name this regular expression matches are filled in.")
    static let autotune = Variable(
        "NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE", .optional(.text),
        "When set: an /etc/nginx/nginx.conf gets as many worker processes as the container has processors.")
    static let localResolvers = Variable(
        "NGINX_ENTRYPOINT_LOCAL_RESOLVERS", .optional(.text),
        "When set: templates with ${NAME} know the name servers as NGINX_LOCAL_RESOLVERS.")
    static let quietLogs = Variable(
        "NGINX_ENTRYPOINT_QUIET_LOGS", .optional(.text), "When set: the entrypoint only says what needs attention.")
}

extension ValueType where Value == String {
    /// An absolute path; it always ends in a slash.
    fileprivate static var directoryPath: ValueType {
        ValueType("an absolute path", example: "/srv") { text in
            guard text.utf8.first == .slash else { return nil }
            return text.utf8.last == .slash ? text : text + "/"
        }
    }
}

extension ValueType where Value == Int? {
    /// A number of worker processes; nil for "auto".
    fileprivate static var workers: ValueType {
        ValueType("\"auto\" or a whole number from 1 to 1024", absent: nil) { text in
            if text == "auto" { return .some(nil) }
            guard let number = Int(text), (1...1024).contains(number) else { return nil }
            return number
        }
    }
}
