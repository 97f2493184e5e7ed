import BootProbe
import Foundation
import TestSupport

/// An executed Jupyter notebook (nbformat 4).
struct Notebook: Decodable {
    struct Cell: Decodable {
        struct Output: Decodable {
            var outputType: String
        }

        var cellType: String
        var executionCount: Int?
        var outputs: [Output]?
    }

    var cells: [Cell]

    /// Executes the notebook at `path` on the results in the folder `results`; an error in a cell is an error here.
    ///
    /// - Parameter scratch: Takes the executed copy, and all that Jupyter writes elsewhere else.
    static func execute(_ path: String, results: String, in scratch: TemporaryDirectory) throws -> Notebook {
        guard FileManager.default.fileExists(atPath: path) else {
            throw BootProbeError(.noInput, "\(path) is missing, so there is no notebook to execute")
        }
        let program = """
            import sys, nbformat
            from nbclient import NotebookClient
            notebook = nbformat.read(sys.argv[1], as_version=4)
            NotebookClient(notebook, timeout=60, resources={"metadata": {"path": sys.argv[3]}}).execute()
            nbformat.write(notebook, sys.argv[2])
            """
        let variables = [
            "BOOTSCALE_RESULTS": results, "IPYTHONDIR": scratch.file("ipython"),
            "JUPYTER_CONFIG_DIR": scratch.file("config"), "JUPYTER_DATA_DIR": scratch.file("data"),
            "JUPYTER_RUNTIME_DIR": scratch.file("runtime"),
        ]
        let executed = scratch.file("executed.ipynb")
        try HostTool(
            PythonEnvironment.path, ["-c", program, path, executed, scratch.path],
            environment: variables.sorted { $0.key < $1.key }.map { EnvironmentVariable(name: $0.key, value: $0.value) }
        ).run()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Notebook.self, from: Data(contentsOf: URL(filePath: executed)))
    }
}
