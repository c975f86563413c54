/// Commands that every image has.
enum StandardCommands {
    static let all = [wait, check, render, health, reference, completion]
}
