import RunUtils

@main enum Entry {
    static let entrypoint = Entrypoint(
        "nginx", "nginx with checked configuration, reload, and no need for root.", account: Nginx.account,
        documentation: Documentation.text, templates: Configuration.templates
    ) {
        Nginx.variables
    } commands: {
        Commands.start
        Commands.nginx
        Commands.initialize
        Commands.reload
        Command.shell()
    }

    static func main() { entrypoint.main() }
}
