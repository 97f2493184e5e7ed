extension ImageManifest {
    /// This manifest with the placeholders `{address}`, `{port}` and `{gateway}` of its commands and environment
    /// replaced by where one instance listens and finds the backing services.
    package func resolved(address: String, gateway: String) -> ImageManifest {
        let values = [("{address}", address), ("{port}", "\(port)"), ("{gateway}", gateway)]
        func replaced(_ text: String) -> String {
            values.reduce(text) { $0.replacing($1.0, with: $1.1) }
        }
        var result = self
        result.command = command.map(replaced)
        result.environment = environment.map { EnvironmentVariable(name: $0.name, value: replaced($0.value)) }
        result.preparation = preparation.map { $0.map(replaced) }
        if case .command(let words) = readiness { result.readiness = .command(words.map(replaced)) }
        return result
    }
}
