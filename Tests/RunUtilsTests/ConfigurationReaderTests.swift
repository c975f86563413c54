import Glibc
import Testing

@testable import RunUtils

/// Configuration, which may have any owner.
@Suite struct ConfigurationReaderTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func linksAreFollowed() throws {
        try directory.write("..2026/key", "content", mode: 0o640)
        try directory.link("..data", to: "..2026")
        try directory.link("key", to: "..data/key")
        let (content, status) = try ConfigurationReader.read(directory("key"))
        #expect(content.text == "content")
        #expect(status == directory.status("..2026/key"))
    }

    /// The second one and those that follow are opened another way.
    @Test func manyFilesOfADirectory() throws {
        try directory.link("d/..data", to: "..2026")
        for number in 0..<4 {
            try directory.write("d/..2026/\(number)", "\(number)")
            try directory.link("d/link\(number)", to: "..data/\(number)")
            try directory.write("d/file\(number)", "file \(number)")
            try directory.write("e/file\(number)", "other \(number)")
        }
        try FileSystem.makePipe(directory("d/pipe"))
        let reader = ConfigurationReader()
        for number in 0..<4 {
            #expect(try reader.read(directory("d/link\(number)")).content.text == "\(number)")
            #expect(try reader.read(directory("d/file\(number)")).content.text == "file \(number)")
            #expect(throws: Errno.noSuchFile) { try reader.read(directory("d/none")) }
            #expect(throws: Errno.notPlainFile) { try reader.read(directory("d/pipe")) }
            #expect(throws: Errno.notPlainFile) { try reader.read(directory("d/..data")) }
            if number > 1 { #expect(try reader.read(directory("e/file\(number)")).content.text == "other \(number)") }
        }
    }

    @Test func onlyPlainFiles() throws {
        try FileSystem.makePipe(directory("pipe"))
        #expect(throws: Errno.notPlainFile) { try ConfigurationReader.read(directory("pipe")) }
        #expect(throws: Errno.notPlainFile) { try ConfigurationReader.read(directory.path) }
        #expect(throws: Errno.notPlainFile) { try ConfigurationReader.read("/dev/null") }
        #expect(throws: Errno.noSuchFile) { try ConfigurationReader.read(directory("none")) }
    }

    /// A file may be nothing but a size.
    @Test func whatIsTooLarge() throws {
        let path = try directory.write("large", "")
        try FileSystem.open(path, O_WRONLY).truncate(to: 200_000_000_000)
        #expect(throws: Errno.tooLarge) { try ConfigurationReader.read(path) }
        #expect(
            failure { () throws(RunError) in _ = try Tree.read(path) }
                == RunError(
                    .configuration,
                    "cannot read \(quoted(path)): it has 200,000,000,000 bytes; expected at most 268,435,456"))
    }

    @Test func whatIsLarge() throws {
        let path = try directory.write("large", "")
        try FileSystem.open(path, O_WRONLY).truncate(to: 100_000_000)
        #expect(try ConfigurationReader.read(path).content.count == 100_000_000)
    }

    /// Such a file tells no size.
    @Test func filesOfTheKernels() throws {
        #expect(try !ConfigurationReader.read("/proc/self/status").content.isEmpty)
    }

    /// Who is distrusted belongs to a process.
    @Test(.enabled(if: CurrentProcess.isRoot)) func theServicesUserLeadsNowhere() async {
        await #expect(processExitsWith: .success) {
            let directory = try TemporaryDirectory()
            try directory.open()
            try directory.write("secret", "secret", mode: 0o600)
            for (name, owner) in [("service", Ownership.service), ("neighbour", .neighbour), ("root", .root)] {
                try directory.makeDirectory(name, of: owner)
                try directory.link("\(name)/link", to: "../secret")
                try directory.write("\(name)/file", "data")
                try directory.give("\(name)/file", to: owner)
                try attempt { unsafe link(directory("secret").description, directory("\(name)/hard").description) }
            }
            ServiceUser.add(.service)
            // Also when the directory is known already.
            let reader = ConfigurationReader()
            for name in ["service", "neighbour", "root"] {
                #expect(try reader.read(directory("\(name)/file")).content.text == "data")
            }
            // A link of the neighbour's own making leads no further than the neighbour could read.
            try attempt { unsafe lchown(directory("neighbour/link").description, 5000, 5000) }
            for name in ["service/link", "neighbour/link", "service/link"] {
                #expect(throws: Errno.tooManyLinks) { try reader.read(directory(name)) }
            }
            // What may have been moved there is read with that user's rights.
            #expect(throws: Errno.permissionDenied) { try reader.read(directory("service/hard")) }
            for name in ["neighbour/hard", "root/link", "root/hard"] {
                #expect(try reader.read(directory(name)).content.text == "secret")
            }
        }
    }
}
