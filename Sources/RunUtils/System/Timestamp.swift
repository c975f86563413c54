import CRunUtils

/// A moment of the clock that people read, in milliseconds since the start of 1970 in UTC.
struct Timestamp: Equatable {
    let milliseconds: Int64

    static var now: Timestamp { Timestamp(milliseconds: ru_wall_clock()) }

    /// As in RFC 3339, in UTC: "2026-11-25T01:27:48.123Z". No time zone of libc is asked. What is before the year 0 or
    /// after 9999, which the form cannot write, becomes its first or last moment.
    var text: String {
        var text = Bytes(repeating: 0, count: Int(RU_TIME_LENGTH))
        unsafe ru_format_time(milliseconds, &text)
        return text.text
    }
}
