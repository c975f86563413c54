import RunUtils

@main enum Entry {
    static let entrypoint = Entrypoint(
        "nginx", "nginx with checked configuration, reload, and no need for root.", version: Version.library,
        account: Nginx.account,
        documentation: Documentation.text, templates: Configuration.templates
    ) {
        Nginx.configuration
        Nginx.mimeTypes
        Nginx.uwsgiParameters
        Nginx.templates
        Nginx.templateFilter
        Nginx.port
        Nginx.tlsPort
        Nginx.certificate
        Nginx.key
        Nginx.staticDirectory
        Nginx.upstream
        Nginx.socketDirectory
        Nginx.workers
        Nginx.resolvers
        Nginx.semaphore
        Nginx.watch
        Nginx.templateDirectory
        Nginx.templateSuffix
        Nginx.outputDirectory
        Nginx.streamSuffix
        Nginx.streamOutputDirectory
        Nginx.filter
        Nginx.autotune
        Nginx.localResolvers
        Nginx.quietLogs
    } commands: {
        Commands.start
        Commands.nginx
        Commands.initialize
        Commands.reloading
        Command.shell()
    }

    static func main() { entrypoint.main() }
}
