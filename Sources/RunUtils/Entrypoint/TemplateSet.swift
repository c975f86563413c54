/// The templates of an image, and what they may know.
public struct TemplateSet: Sendable {
    let renderings: @Sendable (Context) throws(RunError) -> [Rendering]
    let values: @Sendable (Context) throws(RunError) -> [TemplateValue]
    let validate: (@Sendable (Context, StagedFiles?) throws(RunError) -> Void)?
    let seesEnvironment: Bool
    let seesName: (@Sendable (Context, String) -> Bool)?
    let belongToEntrypoint: Bool

    /// Templates that depend on variables or parameters.
    ///
    /// - Parameters:
    ///   - seesEnvironment: Whether templates see all environment variables and not only declared ones.
    ///   - seesName: Whether templates see an environment variable that is not declared, by its name.
    ///   - belongToEntrypoint: Whether rendered files stay the entrypoint's own and the service's user can only read them: for
    ///     what root's programs may read as code. By default they become that user's.
    ///   - values: What templates know besides the variables; of one with a variable's name, this value counts.
    ///   - validate: Lets the service's own checker look at the rendered files before they take their places, for the
    ///     command `check`; they are nil where all are in place already.
    ///   - renderings: The templates and where they go.
    @export(interface) public init(
        seesEnvironment: Bool = false, seesName: (@Sendable (Context, String) -> Bool)? = nil,
        belongToEntrypoint: Bool = false,
        values: @escaping @Sendable (Context) throws(RunError) -> [TemplateValue] = { (_) throws(RunError) in [] },
        validate: (@Sendable (Context, StagedFiles?) throws(RunError) -> Void)? = nil,
        renderings: @escaping @Sendable (Context) throws(RunError) -> [Rendering]
    ) {
        self.renderings = renderings
        self.values = values
        self.validate = validate
        self.seesEnvironment = seesEnvironment
        self.seesName = seesName
        self.belongToEntrypoint = belongToEntrypoint
    }

    /// Templates that are always the same: `TemplateSet(Rendering("/opt/config", to: "/run/web"))`.
    @export(interface) public init(_ renderings: Rendering...) { self.init { (_) throws(RunError) in renderings } }
}
