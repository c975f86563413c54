/// Commands that every image has.
enum StandardCommands {
    static let all = [wait, check, health, reference, completion]
}
