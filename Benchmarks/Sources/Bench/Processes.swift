import Glibc

/// Programs that are run to their end.
enum Processes {
    /// The monotonic clock, in nanoseconds: the one that stamps are taken from.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static func sleep(seconds: Double) { usleep(UInt32(seconds * 1e6)) }

    /// Starts a program with an environment that holds PATH and what is given.
    static func spawn(
        _ words: [String], input: String = "/dev/null", output: String = "/dev/null", errors: String = "/dev/null",
        environment: [String] = []
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let writing = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, writing, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, writing, 0o644)
        var arguments = words.map { strdup($0) } + [nil]
        var variables =
            (["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] + environment)
            .map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let error = posix_spawnp(&pid, words[0], &actions, nil, &arguments, &variables)
        guard error == 0 else { throw Failure("\(words[0]): \(String(cString: strerror(error)))") }
        return pid
    }

    /// The exit status of a child, or 128 + signal.
    @discardableResult
    static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// What a program writes to standard output; a failure when it does not exit with 0.
    static func output(of words: [String], environment: [String] = []) throws -> String {
        let path = "\(Place.work)/output"
        let status = wait(for: try spawn(words, output: path, errors: path + ".errors", environment: environment))
        guard status == 0 else {
            let errors = try Files.read(path + ".errors")
            throw Failure("\(words.joined(separator: " ")): exit status \(status)\n\(errors)")
        }
        return try Files.read(path)
    }
}
