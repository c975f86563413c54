import Testing

@testable import RunUtils

/// Mistakes of declared parameters, each with the line that names it.
@Suite struct ParameterCheckTests {
    private static let options: [TableCase] = [
        .parameters("--a is declared twice", "<a> has the name of --a") {
            Parameter<Bool>.flag("a", "A.")
            Parameter.option("a", .optional(.text), "A.")
            Parameter.argument("a", .optional(.text), "A.")
        },
        .parameters("--key-file is how the file of --key is given") {
            Parameter.secret("key", .text, prompt: "Key", "A secret.")
            Parameter.option("key-file", .optional(.path), "A file.")
        },
        .parameters("the option \"--opt\" is named without its dashes") { Parameter<Bool>.flag("--opt", "An option.") },
        .parameters("every image has --help", "every image has --version") {
            Parameter<Bool>.flag("help", "An option.")
            Parameter.option("version", .optional(.text), "An option.")
        },
        .parameters(
            "the option \"two words\" cannot be typed", "the option \"a=b\" cannot be typed",
            "the option \"\" cannot be typed"
        ) {
            Parameter<Bool>.flag("two words", "An option.")
            Parameter<Bool>.flag("a=b", "An option.")
            Parameter<Bool>.flag("", "An option.")
        },
        .parameters("an argument has no name") {
            Parameter.repeatedArgument("", .text, "Words.")
        },
        .parameters("--a has no summary", "<b> has no summary") {
            Parameter<Bool>.flag("a", "")
            Parameter.argument("b", .text, "")
        },
        .parameters("--a: its default \"99\" is not a whole number from 1 to 9") {
            Parameter.option("a", .integer(in: 1...9), default: 99, "A number.")
        },
        .parameters("<a>: its default cannot be written; give its type a format") {
            Parameter.repeatedOption("b", .text, "Words.")
            Parameter.argument("a", TableCase.unwritten, default: 3, "A number.")
        },
        .parameters("--a: its type refuses its own example \"2\"", "<b>: its type has no choices, and no example") {
            Parameter.repeatedOption("a", TableCase.odd, "A number.")
            Parameter.repeatedArgument("b", .oneOf([]), "A word.")
        },
        .parameters("--b: its variable OTHER is not declared by the entrypoint") {
            Parameter.option("a", .port, variable: TableCase.port, "The port.")
            Parameter.option("b", .text, variable: TableCase.text("OTHER"), "The other.")
        },
        .parameters("--a: its default never counts beside its variable") {
            Parameter.option("a", .port, default: 80, variable: TableCase.port, "The port.")
        },
    ]

    private static let arguments: [TableCase] = [
        .parameters("<b> is never reached after <a>, which takes all that comes") {
            Parameter.repeatedArgument("a", .text, "All.")
            Parameter.argument("b", .text, "None.")
        },
        .parameters("<b> is never reached after <program>, which takes all that comes") {
            Parameter.program("A program.")
            Parameter.argument("b", .optional(.text), "None.")
        },
        .parameters(
            "--a is never seen beside <w>, which takes the whole line",
            "<b> is never seen beside <w>, which takes the whole line"
        ) {
            Parameter<Bool>.flag("a", "A.")
            Parameter.words("w", "All.")
            Parameter.argument("b", .text, "None.")
        },
        .parameters(
            "<b> is required, but <a> before it may be left out", "<d> is required, but <a> before it may be left out"
        ) {
            Parameter.argument("a", .text, prompt: "A", "Asked for.")
            Parameter.argument("b", .text, "Required.")
            Parameter.argument("c", .text, default: "c", "Not required.")
            Parameter.argument("d", .text, "Required.")
        },
        .parameters {
            Parameter.argument("a", .text, "Required.")
            Parameter.option("o", .port, "An option.")
            Parameter.argument("b", .text, prompt: "B", "Asked for.")
            Parameter.argument("c", .optional(.text), "Left out.")
            Parameter.repeatedArgument("d", .text, "The others.")
            Parameter.program("A program.")
            Parameter<Bool>.yes
        },
    ]

    @Test(arguments: options + arguments)
    func objections(_ sample: TableCase) { #expect(TableCheck.objections(sample.entrypoint) == sample.lines) }
}
