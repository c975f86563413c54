import CRunUtils

/// Bytes that are put together from parts. They are copied into room that is there, where an array's `append` costs three
/// times as much as the copy.
struct ByteBuffer {
    /// Behind `count` it has any content.
    private var room: Bytes
    private(set) var count = 0

    init(capacity: Int) { room = unsafe Bytes(unsafeUninitializedCapacity: capacity) { $1 = capacity } }

    mutating func append(_ bytes: Bytes, from start: Int, to end: Int) {
        let size = end - start
        if size > room.count - count {
            var larger = ByteBuffer(capacity: 2 * (count + size))
            larger.append(room, from: 0, to: count)
            self = larger
        }
        precondition(start >= 0 && size >= 0 && end <= bytes.count)
        unsafe room.withUnsafeMutableBytes { room in
            unsafe bytes.withUnsafeBytes { bytes in
                if size > 0 { unsafe memcpy(room.baseAddress! + count, bytes.baseAddress! + start, size) }
            }
        }
        count += size
    }

    /// Takes the bytes out; nothing is appended afterwards.
    mutating func finish() -> Bytes {
        room.removeLast(room.count - count)
        return room
    }
}
