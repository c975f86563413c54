import Testing

@testable import RunUtils

@Suite struct NotificationTests {
    @Test(
        arguments: [
            ("READY=1", true, false, nil, nil), ("READY=1\n", true, false, nil, nil),
            ("READY=0", false, false, nil, nil),
            ("STOPPING=1", false, true, nil, nil), ("STATUS=Loading 40 %", false, false, "Loading 40 %", nil),
            ("STATUS=", false, false, "", nil), ("STATUS=a=b", false, false, "a=b", nil),
            ("STATUS=a\u{7}b", false, false, "a\\x07b", nil),
            ("READY=1\nMAINPID=42\nSTATUS=up", true, false, "up", 42), ("MAINPID=1", false, false, nil, nil),
            ("MAINPID=-5", false, false, nil, nil), ("MAINPID=0", false, false, nil, nil),
            ("MAINPID=4294967338", false, false, nil, nil), ("MAINPID= 42", false, false, nil, nil),
            ("", false, false, nil, nil), ("\n\n", false, false, nil, nil), ("ready=1", false, false, nil, nil),
            (" READY=1", false, false, nil, nil), ("WATCHDOG=1\nFDSTORE=1\nREADY=1", true, false, nil, nil),
        ] as [(String, Bool, Bool, String?, Int32?)])
    func messages(_ text: String, _ ready: Bool, _ stopping: Bool, _ status: String?, _ pid: Int32?) {
        let notification = Notification(parsing: Bytes(text))
        #expect(notification.isReady == ready)
        #expect(notification.isStopping == stopping)
        #expect(notification.status == status)
        #expect(notification.mainPID == pid)
    }

    @Test func aSocketCarriesMessagesAndTheirSender() throws {
        let socket = try NotifySocket()
        #expect(socket.name.first == UInt8(ascii: "@"))
        #expect(try socket.receive() == nil)
        try NotifySocket.send(Bytes("READY=1"), to: socket.name)
        try NotifySocket.send([], to: socket.name)
        let message = try #require(try socket.receive())
        #expect(message.bytes == Bytes("READY=1"))
        #expect(message.pid == CurrentProcess.pid)
        #expect(message.uid == Ownership.current.uid)
        #expect(try socket.receive()?.bytes == [])
        #expect(try socket.receive() == nil)
    }

    @Test func nobodyListens() {
        #expect(throws: Errno.self) { try NotifySocket.send(Bytes("READY=1"), to: Bytes("/nonexistent")) }
        #expect(throws: Errno.self) { try NotifySocket.send(Bytes("X"), to: Bytes(repeating: 65, count: 200)) }
    }

    @Test(arguments: [
        ("notify", Readiness.notifySocket), ("fd:3", .notifyDescriptor(3)), ("fd:255", .notifyDescriptor(255)),
        ("tcp://127.0.0.1:80", .tcp(port: 80)), ("unix:/s", .unixSocket("/s")),
        ("http://127.0.0.1:8080/up", .http(port: 8080, path: "/up")), ("command:true", .command(["true"])),
    ])
    func spelledReadiness(_ text: String, _ expected: Readiness) { #expect(Readiness(Bytes(text)) == expected) }

    @Test(arguments: ["", "Notify", "fd:", "fd:2", "fd:256", "fd:x", "tcp:", "nothing"])
    func noReadiness(_ text: String) { #expect(Readiness(Bytes(text)) == nil) }
}
