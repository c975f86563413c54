import Foundation
import Testing

@testable import RunUtils

/// The account editor against a slow version of its own rules, over files of random lines. The numbers are always the
/// same ones.
@Suite struct AccountFuzzTests {
    /// FUZZ_CASES, where more time is to be spent.
    private static let cases = ProcessInfo.processInfo.environment["FUZZ_CASES"].flatMap { Int($0) } ?? 60_000
    private static let parts = 8

    @Test(arguments: 0..<parts)
    func theEditorAgreesWithItsRules(_ part: Int) {
        var random = SplitMix(seed: part)
        for number in 0..<AccountFuzzTests.cases / AccountFuzzTests.parts {
            let files = random.files()
            let wanted = random.wanted()
            let problems = AccountFuzzTests.problems(wanted, files)
            guard problems.isEmpty else {
                Issue.record("case \(number) of part \(part): \(problems)\n\(wanted)\n\(files.map { $0?.text ?? "-" })")
                return
            }
        }
    }

    /// What is wrong with a plan: empty when all holds.
    private static func problems(_ wanted: WantedAccount, _ files: [Bytes?]) -> [String] {
        let plan = AccountPlan(
            wanted, passwd: .passwd(files[0]!), group: .group(files[1]!), shadow: files[2].map { .shadow($0) })
        var problems: [String] = []
        let expected = Reference.edit(wanted, files)
        for (index, content) in [plan.passwd.content, plan.group.content, plan.shadow?.content].enumerated() {
            if content != expected.files[index] { problems.append("file \(index) is \(content?.text ?? "-")") }
        }
        if plan.addsUser != expected.addsUser { problems.append("addsUser") }
        // Lookups find ours.
        if plan.passwd.first(0, Bytes(wanted.name))?.fields[2].identifier != wanted.uid { problems.append("by name") }
        if plan.passwd.first(0, Bytes(wanted.name))?.fields[3].identifier != wanted.gid { problems.append("its group") }
        if plan.passwd.first(2, id: wanted.uid)?.fields[0] != Bytes(wanted.name) { problems.append("by id") }
        if plan.group.first(2, id: wanted.gid) == nil { problems.append("group by id") }
        // Once is enough.
        let again = AccountPlan(wanted, passwd: plan.passwd, group: plan.group, shadow: plan.shadow)
        if again.changesFiles || !again.remarks.filter({ !$0.hasSuffix("which is used") }).isEmpty {
            problems.append("the second time changes \(again.remarks)")
        }
        return problems
    }
}

/// The rules, over lines that are all taken apart at once.
private enum Reference {
    struct Line {
        let bytes: Bytes
        /// nil for what is no entry.
        let fields: [Bytes]?

        /// - Parameter count: How many fields an entry has at least.
        init(_ bytes: Bytes, _ count: Int) {
            self.bytes = bytes
            var fields: [Bytes] = []
            var field = Bytes()
            for (index, byte) in bytes.enumerated() {
                if byte == 58 {
                    fields.append(field)
                    field = []
                } else if byte != 13 || index < bytes.count - 1 {
                    field.append(byte)
                }
            }
            fields.append(field)
            let isEntry = !bytes.isEmpty && bytes[0] != 35 && bytes[0] != 43 && bytes[0] != 45 && fields.count >= count
            self.fields = isEntry ? fields : nil
        }

        init(_ text: String) { self.init(Array(text.utf8), 1) }

        init(fields: [Bytes]) {
            var bytes = fields[0]
            for field in fields.dropFirst() {
                bytes.append(58)
                bytes.append(contentsOf: field)
            }
            self.bytes = bytes
            self.fields = fields
        }

        var isService: Bool { bytes.first == 43 || bytes.first == 45 }
    }

    typealias Lines = [Line]

    private static func lines(_ content: Bytes, _ count: Int) -> Lines {
        var lines: Lines = []
        var line = Bytes()
        for byte in content {
            if byte == 10 {
                lines.append(Line(line, count))
                line = []
            } else {
                line.append(byte)
            }
        }
        if !line.isEmpty { lines.append(Line(line, count)) }
        return lines
    }

    private static func content(_ lines: Lines) -> Bytes {
        var content = Bytes()
        for line in lines {
            content.append(contentsOf: line.bytes)
            content.append(10)
        }
        return content
    }

    private static func number(_ bytes: Bytes) -> UInt64? {
        if bytes.isEmpty || bytes.count > 15 { return nil }
        var number: UInt64 = 0
        for byte in bytes {
            if byte < 48 || byte > 57 { return nil }
            number = number * 10 + UInt64(byte) - 48
        }
        return number
    }

    private static func find(_ lines: Lines, _ holds: ([Bytes]) -> Bool) -> Int? {
        for index in 0..<lines.count { if let fields = lines[index].fields, holds(fields) { return index } }
        return nil
    }

    private static func add(_ line: Line, _ lines: inout Lines) {
        var place = 0
        while place < lines.count, !lines[place].isService { place += 1 }
        lines.insert(line, at: place)
    }

    static func edit(_ wanted: WantedAccount, _ files: [Bytes?]) -> (files: [Bytes?], addsUser: Bool) {
        var (passwd, group) = (lines(files[0]!, 7), lines(files[1]!, 3))
        let (name, groupName) = (Array(wanted.name.utf8), Array(wanted.groupName.utf8))
        let (uid, gid) = (UInt64(wanted.uid), UInt64(wanted.gid))
        var addsUser = false
        if find(group, { number($0[2]) == gid }) == nil {
            if let index = find(group, { $0[0] == groupName }) {
                var changed = group[index].fields!
                changed[2] = Array("\(gid)".utf8)
                group[index] = Line(fields: changed)
            } else {
                add(Line("\(wanted.groupName):x:\(gid):"), &group)
            }
        }
        if let index = find(passwd, { $0[0] == name }) {
            var changed = passwd[index].fields!
            if number(changed[2]) != uid || number(changed[3]) != gid {
                changed[2] = Array("\(uid)".utf8)
                changed[3] = Array("\(gid)".utf8)
                passwd[index] = Line(fields: changed)
            }
        } else {
            addsUser = true
            add(Line("\(wanted.name):x:\(uid):\(gid)::/home/\(wanted.name):/bin/sh"), &passwd)
        }
        let first = find(passwd, { number($0[2]) == uid })!
        let ours = find(passwd, { $0[0] == name })!
        if passwd[first].fields![0] != name { passwd.insert(passwd.remove(at: ours), at: first) }
        var shadow = files[2].map { lines($0, 1) }
        if shadow != nil, find(shadow!, { $0[0] == name }) == nil { add(Line("\(wanted.name):!:::::::"), &shadow!) }
        return ([content(passwd), content(group), shadow.map { content($0) }], addsUser)
    }
}

extension SplitMix {
    private static let names = ["a", "b", "app", "root"].map { Array($0.utf8) }
    private static let ids = ["0", "1", "2", "02", "001", "", "x", "4294967295", "4294967296", "-1", "+1", "1 "].map {
        Array($0.utf8)
    }
    private static let oddities: [Bytes] = [
        [], Array("#a:x:1:1::/:/s".utf8), Array("+".utf8), Array("+::::::".utf8), Array("-a:x:1:1:::".utf8),
        [0xff, 58, 0xc0],
        [13], [58], Array("a".utf8), Array(":::::::::".utf8), [0],
    ]

    private mutating func name() -> Bytes { pick(SplitMix.names) }
    private mutating func id() -> Bytes { SplitMix.ids[below(below(3) == 0 ? 12 : 3)] }

    private mutating func line(_ fields: [Bytes]) -> Bytes {
        var line = Bytes()
        // Now and then a field too few or too many.
        let count = below(8) == 0 ? below(fields.count + 2) : fields.count
        for index in 0..<count {
            if index > 0 { line.append(58) }
            line.append(contentsOf: index < fields.count ? fields[index] : [120])
        }
        if below(12) == 0 { line.append(13) }
        return line
    }

    private mutating func file(_ entry: (inout SplitMix) -> [Bytes]) -> Bytes {
        var content = Bytes()
        let count = below(4)
        for index in 0..<count {
            content.append(contentsOf: below(5) == 0 ? pick(SplitMix.oddities) : line(entry(&self)))
            if index < count - 1 || below(6) > 0 { content.append(10) }
        }
        return content
    }

    /// passwd, group, and shadow or none.
    fileprivate mutating func files() -> [Bytes?] {
        let passwd = file { [$0.name(), [120], $0.id(), $0.id(), [], [47], [47, 115]] }
        let group = file { [$0.name(), [120], $0.id(), $0.below(2) == 0 ? [] : $0.name()] }
        let shadow: Bytes? = below(3) == 0 ? nil : file { [$0.name(), [42], [], [], [], [], [], [], []] }
        return [passwd, group, shadow]
    }

    fileprivate mutating func wanted() -> WantedAccount {
        let names = ["a", "b", "app", "c"]
        return WantedAccount(
            name: names[below(4)], uid: UInt32(below(4)), gid: UInt32(below(4)), groupName: names[below(4)])
    }
}
