import RunUtils

/// What compiles queries (JIT): LLVM, which the image has only where it was built with it.
enum Compiler {
    private static let library: FilePath = "/usr/lib/postgresql/17/lib/llvmjit.so"

    /// What turns a setting off, as PostgreSQL reads it, which takes any beginning of a word that is clear.
    static func isOff(_ value: String) -> Bool {
        let word = SettingName.lowercased(Array(value.utf8))
        if word == "0" { return true }
        // "o" alone is neither.
        if word.utf8.isEmpty || word == "o" { return false }
        return ["off", "false", "no"].contains { Text.rest(of: $0, behind: word) != nil }
    }

    /// Says when it is asked for and not there: the server does without it and keeps silent.
    static func note(_ value: String, _ context: Context) throws(RunError) {
        if isOff(value) { return }
        if try context.files.kind(of: library) != nil { return }
        context.warn("jit = \(quoted(value)) has no effect: this image was built without LLVM (--build-arg JIT=yes)")
    }
}
