import Testing

@testable import RunUtils

@Suite struct ByteBufferTests {
    @Test("parts come one behind the other, however much room there was", arguments: [0, 1, 100, 10_000])
    func grows(capacity: Int) {
        var buffer = ByteBuffer(capacity: capacity)
        var expected = Bytes()
        for size in 0..<100 {
            let part = Bytes(repeating: UInt8(size), count: size)
            buffer.append(part, from: size / 3, to: size)
            expected += part[(size / 3)...]
            #expect(buffer.count == expected.count)
        }
        #expect(buffer.finish() == expected)
    }
}
