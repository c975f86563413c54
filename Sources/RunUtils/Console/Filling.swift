/// A text in which each "@" stands for the next of the words. Much smaller than an interpolation with as many places.
func filled(_ template: StaticString, _ words: [String]) -> String {
    var bytes = Bytes()
    var next = 0
    for index in 0..<template.utf8CodeUnitCount {
        let byte = unsafe template.utf8Start[index]
        if byte == .at {
            bytes += Bytes(words[next])
            next += 1
        } else {
            bytes.append(byte)
        }
    }
    return bytes.text
}
