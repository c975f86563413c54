import Testing

@testable import RunUtils

/// Random trees, and random paths in them: a walk of ours comes to where the kernel comes.
@Suite struct PathWalkFuzzTests {
    private static let names = ["a", "b", "c"]

    /// A path of a few components, without an end that only a directory may have.
    private static func path(_ random: inout SplitMix, _ base: String) -> String {
        var parts = (0..<random.below(5)).map { _ in random.pick(names + ["..", ".", "", "a", "b"]) }
        parts.append(random.pick(names))
        return (random.below(4) == 0 ? base + "/" : "") + parts.joined(separator: "/")
    }

    /// Directories, files and links, some of which lead nowhere or in circles. None leads out of the tree: its root is as
    /// deep as a path has components.
    private static func tree(_ random: inout SplitMix, _ directory: TemporaryDirectory) throws -> [String] {
        var places = ["x/x/x/x/x"]
        try directory.makeDirectory(places[0])
        for _ in 0..<14 {
            let name = "\(random.pick(places))/\(random.pick(names))"
            if directory.status(name) != nil { continue }
            switch random.below(5) {
            case 0, 1:
                try directory.makeDirectory(name)
                places.append(name)
            case 2: try directory.write(name, name)
            default: try directory.link(name, to: path(&random, directory(places[0]).description))
            }
        }
        return places
    }

    private enum Result: Equatable {
        case found(UInt64, UInt64)
        case failed(Errno)

        init(_ body: () throws(Errno) -> FileStatus?) {
            do throws(Errno) {
                let status = try body()
                self = status.map { .found($0.device, $0.inode) } ?? .failed(.noSuchFile)
            } catch { self = .failed(error) }
        }
    }

    @Test(arguments: 0..<10) func theWalkComesToWhereTheKernelComes(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var (found, looped) = (0, 0)
        for _ in 0..<40 {
            let directory = try TemporaryDirectory()
            let places = try PathWalkFuzzTests.tree(&random, directory)
            for _ in 0..<20 {
                let place = directory(random.pick(places)).description
                let path = FilePath("\(place)/" + PathWalkFuzzTests.path(&random, "."))
                let expected = Result { () throws(Errno) in try FileSystem.open(path, FileSystem.refer).status }
                let slow = Result { () throws(Errno) in
                    let entry = try PathWalk.entry(path, followsLast: true)
                    return try entry.directory.status(of: entry.name)
                }
                #expect(slow == expected, "\(path)")
                let kind = try? FileSystem.open(path, FileSystem.refer).status.kind
                if kind != .regular {
                    let fast = Result { () throws(Errno) in try PathWalk.directory(path).status }
                    #expect(fast == expected, "\(path)")
                }
                let read = Result { () throws(Errno) in try PathWalk.open(path, .nobody).status }
                #expect(read == expected, "\(path)")
                if case .found = expected { found += 1 }
                if expected == .failed(.tooManyLinks) { looped += 1 }
            }
        }
        // The trees are such that both come often.
        #expect(found > 50)
        #expect(looped > 5)
    }
}
