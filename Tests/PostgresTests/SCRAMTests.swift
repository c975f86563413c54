import RunUtils
import Testing

@testable import PostgresEntry

/// Published values, and a verifier that a server has made.
@Suite struct SCRAMTests {
    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// FIPS 180-4's examples, and lengths around a block.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (String(repeating: "a", count: 56), "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
        (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
    ])
    func digests(_ text: String, _ expected: String) {
        #expect(hexadecimal(SHA256.digest(Array(text.utf8))) == expected)
    }

    /// RFC 4231, cases 1, 2 and 6.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func codes(_ key: [UInt8], _ text: String, _ expected: String) {
        #expect(hexadecimal(HMAC(key: key).code(of: Array(text.utf8))) == expected)
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
    func base64(_ text: String, _ encoded: String) {
        #expect(Base64.encoded(Array(text.utf8)) == Array(encoded.utf8))
        #expect(Base64.decoded(Array(encoded.utf8)) == Array(text.utf8))
        #expect(Base64.decoded(Array("a".utf8)) == nil && Base64.decoded(Array("ab=c".utf8)) == nil)
    }

    /// Salt and keys of the example in RFC 7677.
    @Test func theVerifierOfTheRFC() throws {
        let salt = try #require(Base64.decoded(Array("W22ZaJ0SNY7soEsUEjb6gQ==".utf8)))
        let verifier = try #require(SCRAM.verifier(of: "pencil", salt: salt))
        #expect(
            verifier
                == "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
        )
        #expect(SCRAM.matches("pencil", verifier))
        #expect(
            !SCRAM.matches("pencils", verifier) && !SCRAM.matches("pencil", "md5abc") && !SCRAM.matches("pencil", ""))
    }

    @Test(arguments: [("pässword", true), ("tab\t", false), ("line\n", false)])
    func whatMustBePrepared(_ password: String, _ isPrepared: Bool) {
        #expect((SCRAM.verifier(of: password, salt: [1, 2, 3]) == nil) == isPrepared)
    }
}
