import RunUtils

/// The image sample: a page, served by the web server of busybox.
///
/// For another service, change `start` here, the package in images/sample/Dockerfile and the templates in images/sample/config.
@main enum SampleEntry {
    static let port = Variable("PORT", .port, default: 8080, "Port that the page is served at.")
    static let greeting = Variable("GREETING", .text, default: "Hello from sample", "What the page says.")
    static let backend = Variable("BACKEND", .optional(.hostPort), "A server that must be there first, as host:port.")
    static let semaphore = Variable("SEMAPHORE", .optional(.path), "File that exists while the page is served.")

    static let entrypoint = Entrypoint(
        "sample", "A page that says hello.", version: "0.1.0",
        account: AccountVariables(defaultName: "sample", defaultUID: 8000),
        templates: TemplateSet(Rendering("/opt/config", to: "/run/sample"))
    ) {
        port
        greeting
        backend
        semaphore
    } commands: {
        Command("start", "Wait for the backend, and serve the page.", run: start)
        Command("page", "Print the page that is served.", needs: .serviceRunning, run: printPage)
        Command.shell()
    }

    static func main() { entrypoint.main() }

    private static func start(_ context: Context) throws(RunError) -> ExitStatus {
        var service = Service("busybox", "httpd", "-f", "-p", "\(context[port])", "-c", "/run/sample/httpd.conf")
        service.ready = .http(port: context[port])
        return try context.runDaemon(
            service, waitfunc: waitForBackend, initfunc: initialize, semaphore: context[semaphore])
    }

    /// Does not return until it is safe to start the service.
    private static func waitForBackend(_ context: Context) throws(RunError) {
        guard let backend = context[backend] else { return }
        try context.wait(
            for: .tcp(host: backend.host, port: backend.port), timeout: context[StandardVariables.waitTimeout])
    }

    /// Then makes what the service needs: its user and its configuration.
    private static func initialize(_ context: Context) throws(RunError) {
        try context.accounts.ensure()
        try context.templates.render()
    }

    private static func printPage(_ context: Context) throws(RunError) -> ExitStatus {
        let page = try context.run(
            ["busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:\(context[port])/"], output: .captured)
        try context.print(page.output)
        return .success
    }
}
