import RunUtils

let image = Image(
    name: "nginx",
    summary: "nginx with checked configuration, reload, and no need for root.",
    account: Nginx.account,
    documentation: Documentation.text,
    keepsRenderings: true,
    renderings: Configuration.renderings,
    templateValues: Configuration.templateValues,
    checking: Commands.check,
    variables: { Nginx.variables },
    commands: [
        Commands.start,
        Commands.nginx,
        Commands.initialize,
        Commands.reload,
        .shell(),
    ])

image.main()
