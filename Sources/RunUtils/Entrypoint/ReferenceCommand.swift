extension StandardCommands {
    static let reference = Command(
        "reference", "Print the documentation of this image in Markdown.", checksVariables: false
    ) { context throws(RunError) in
        try context.print(Reference(entrypoint: context.entrypoint, executable: context.executable).text)
        return .success
    }
}
