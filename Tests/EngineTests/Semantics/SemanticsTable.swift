/// The semantics of ComfyUI's workflows: a row for each rule, in a file for each part.
enum SemanticsTable {}
