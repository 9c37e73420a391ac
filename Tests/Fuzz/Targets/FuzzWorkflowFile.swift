internal import EditorFormat
internal import Formats

/// A picture, latent or JSON file that may carry a workflow.
func fuzzWorkflowFile(_ bytes: [UInt8]) {
    let texts = WorkflowFile.texts(bytes)
    guard let file = try? WorkflowFile.read(bytes) else { return }
    precondition(texts?.isEmpty != true)
    precondition(!WorkflowFile.isPicture(bytes) || texts != nil)
    _ = WorkflowDocument(file)
}
