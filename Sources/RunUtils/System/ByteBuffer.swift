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
        unsafe room.withUnsafeMutableBytes { room in
            unsafe bytes.withUnsafeBytes { bytes in
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: room[count...])
                unsafe free.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
        }
        count += size
    }

    /// The bytes, as the last that is asked for.
    mutating func finish() -> Bytes {
        room.removeLast(room.count - count)
        return room
    }
}
