import Foundation
import RunUtils
import TestSupport

@testable import NginxEntry

/// A directory that stands for the root of a container of the image, and dry runs in it.
struct NginxHost {
    private let root: Scratch

    /// With the files of Debian's package, and a template of this image.
    init() throws {
        root = try Scratch()
        try write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnginx:x:8080:8080::/:/bin/false\n")
        try write("etc/group", "root:x:0:\nnginx:x:8080:\n")
        try write("etc/nginx/mime.types", "types {}\n")
        try write("opt/config/nginx.conf", "port {{LISTEN_PORT}};\n")
        try write("usr/share/nginx/html/index.html", "hello\n")
    }

    func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws { try root.write(path, text, mode: mode) }

    func makeDirectory(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: root[path], withIntermediateDirectories: true)
    }

    func link(_ path: String, to target: String) throws {
        try makeDirectory((path as NSString).deletingLastPathComponent)
        try FileManager.default.createSymbolicLink(atPath: root[path], withDestinationPath: target)
    }

    func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: root[path]) }

    /// A file's content; nil when there is none.
    func text(_ path: String) -> String? { try? root.read(path) }

    /// What nginx says of a configuration that is right.
    static let checked = DryRun.Answer(output: "http { server { listen 8080; } }\n")

    /// - Parameter answers: What other programs than nginx's check do, and that one where it answers.
    func run(
        _ words: [String], _ environment: [String: String] = [:], as ids: (uid: UInt32, gid: UInt32) = (0, 0),
        service: DryRun.ServiceState = .stopped, signals: [Signal] = [],
        answers: @escaping ([String]) -> DryRun.Answer? = { _ in nil },
        holds: @escaping (WaitCondition) -> Bool = NginxHost.isUpstream
    ) -> DryRun {
        Entry.entrypoint.dryRun(
            words, environment: environment, root: root.path, as: ids, service: service, signals: signals
        ) { words in
            answers(words) ?? (words.contains("-T") ? NginxHost.checked : DryRun.Answer())
        } holds: {
            holds($0)
        }
    }

    /// Upstreams answer, and nobody listens where nginx is to.
    static func isUpstream(_ condition: WaitCondition) -> Bool {
        !["tcp://127.0.0.1:", "unix:/run/"].contains { condition.description.hasPrefix($0) }
    }

    /// Who may not write to /etc/nginx.
    static let user: (uid: UInt32, gid: UInt32) = (12345, 0)
}
