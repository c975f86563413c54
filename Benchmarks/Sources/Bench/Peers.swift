/// Something that starts a program in a container. Another one is another line of `all`.
struct Peer {
    /// What a peer can do; what it cannot is not measured and stands in the tables as a gap.
    struct Abilities: OptionSet {
        let rawValue: Int
        /// It stays, as the parent of the program.
        static let stays = Abilities(rawValue: 1)
        /// It ends when the program does.
        static let ends = Abilities(rawValue: 2)
        /// It hands on all signals.
        static let forwards = Abilities(rawValue: 4)
        /// It changes the user.
        static let switches = Abilities(rawValue: 8)
        /// It reaps what it has adopted, as soon as that ends.
        static let reaps = Abilities(rawValue: 16)
    }

    let name: String
    /// Debian's packages; none for what is no package.
    var packages: [String] = []
    /// Its words. {command} stands for those of the program, {directory} for that of `files`, {build} for the
    /// directory with our executables, and {ancestor} for the Python program.
    let command: String
    var abilities: Abilities = [.stays, .ends, .forwards, .reaps]
    /// One that is slow takes part in every so-manieth round only.
    var interval = 1
    /// Executable files that it needs: path in {directory} and content.
    var files: [(path: String, content: String)] = []

    static let all: [Peer] = [
        Peer(name: bare, command: "{command}", abilities: [.ends, .forwards]),
        Peer(name: ours, command: "{build}/bin/base-entry run -- {command}"),
        Peer(name: "\(ours), static glibc", command: "{build}/bench/static-glibc/base-entry run -- {command}"),
        Peer(name: "\(ours), dynamic glibc", command: "{build}/bench/dynamic-glibc/base-entry run -- {command}"),
        Peer(name: "tini", packages: ["tini"], command: "tini -- {command}"),
        Peer(name: "dumb-init", packages: ["dumb-init"], command: "dumb-init -- {command}"),
        Peer(name: "catatonit", packages: ["catatonit"], command: "catatonit -- {command}"),
        Peer(
            name: "s6", packages: ["s6"], command: "s6-svscan {directory}", abilities: [.stays, .ends, .reaps],
            files: [
                ("app/run", "#!/bin/sh\nexec {command}\n"), ("app/finish", "#!/bin/sh\nexec s6-svscanctl -t ..\n"),
            ]),
        Peer(
            name: "supervisor", packages: ["supervisor"], command: "supervisord -c {directory}/supervisord.conf",
            abilities: [.stays], interval: 20,
            files: [
                (
                    "supervisord.conf",
                    """
                    [supervisord]
                    nodaemon=true
                    user=root
                    logfile=/dev/null
                    logfile_maxbytes=0
                    pidfile={directory}/pid
                    [program:app]
                    command={command}
                    autorestart=false
                    startsecs=0

                    """
                )
            ]),
        Peer(
            name: "ancestor", packages: ["python3", "python3-click"],
            command: "{ancestor} start -- {command}",
            abilities: [.stays, .ends], interval: 5),
        Peer(
            name: "\(ours), as nobody", command: "{build}/bin/base-entry run --user nobody -- {command}",
            abilities: [.stays, .ends, .forwards, .reaps, .switches]),
        Peer(
            name: "tini + gosu nobody", packages: ["tini", "gosu"], command: "tini -- gosu nobody {command}",
            abilities: [.stays, .ends, .forwards, .reaps, .switches]),
        Peer(
            name: "gosu nobody", packages: ["gosu"], command: "gosu nobody {command}",
            abilities: [.ends, .forwards, .switches]),
    ]

    static let bare = "nothing"
    static let ours = "base-entry"
    /// What the others are compared with.
    static let reference = "tini"

    /// The words that start a program by this peer, with the files in place.
    func words(_ program: [String], directory: String) throws -> [String] {
        let program = program.joined(separator: " ")
        func filled(_ text: String) -> String {
            var text = text
            for (name, value) in [
                ("{command}", program), ("{directory}", directory), ("{ancestor}", Place.ancestor),
                ("{build}", Place.build),
            ] {
                while let range = text.firstRange(of: name) { text.replaceSubrange(range, with: value) }
            }
            return text
        }
        try Files.makeDirectory(directory)
        for file in files {
            let parts = file.path.split(separator: "/")
            if parts.count > 1 { try Files.makeDirectory("\(directory)/\(parts[0])") }
            try Files.write(filled(file.content), to: "\(directory)/\(file.path)", mode: 0o755)
        }
        return filled(command).split(separator: " ").map(String.init)
    }
}
