//! Workflows of the editor, and what is read out of files.

use comfy::Error;

const EDITOR: &str = r#"{"nodes": [
    {"id": 1, "type": "EmptyImage", "outputs": [{"name": "IMAGE", "type": "IMAGE"}], "widgets_values": [16, 8, 1, 255]},
    {"id": 2, "type": "SaveImage", "title": "Out", "inputs": [{"name": "images", "type": "IMAGE", "link": 1}],
     "widgets_values": ["x"]}], "links": [[1, 1, 0, 2, 0, "IMAGE"]]}"#;

#[test]
fn editors_files_are_converted() {
    let prompt = comfy::convert_workflow(EDITOR, None).unwrap();
    assert!(prompt.contains(r#""2":{"inputs":{"filename_prefix":"x","images":["1",0]},"class_type":"SaveImage""#));
    assert_eq!(comfy::convert_workflow(&format!(r#"{{"prompt": {prompt}}}"#), None).unwrap(), prompt);
    assert_eq!(comfy::read_workflow(prompt.as_bytes()).unwrap(), prompt);
    let mine = r#"{"nodes": [{"id": 1, "type": "Mine", "widgets_values": [5]}]}"#;
    let schemas = r#"{"Mine": {"input": {"required": {"b": ["INT", {}]}}}}"#;
    assert!(comfy::convert_workflow(mine, Some(schemas)).unwrap().contains(r#"{"b":5}"#));
}

#[test]
fn what_is_wrong_is_told() {
    let broken = EDITOR.replace("[1, 1, 0, 2, 0", "[1, 9, 0, 2, 0");
    match comfy::convert_workflow(&broken, None) {
        Err(Error::ValidationFailed(failure)) => assert!(failure.message.contains("node 2 \"Out\"")),
        other => panic!("{other:?}"),
    }
    assert!(matches!(comfy::read_workflow(b"\x89PNG\r\n\x1a\n"), Err(Error::NotFound(_))));
    assert!(matches!(comfy::read_workflow(b"[]"), Err(Error::InvalidJson(_))));
}
