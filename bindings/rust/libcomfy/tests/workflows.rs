//! Workflows of the editor, and what is read out of files.

use libcomfy::Error;

const EDITOR: &str = r#"{"nodes": [
    {"id": 1, "type": "EmptyImage", "outputs": [{"name": "IMAGE", "type": "IMAGE"}], "widgets_values": [16, 8, 1, 255]},
    {"id": 2, "type": "SaveImage", "title": "Out", "inputs": [{"name": "images", "type": "IMAGE", "link": 1}],
     "widgets_values": ["x"]}], "links": [[1, 1, 0, 2, 0, "IMAGE"]]}"#;

#[test]
fn editors_files_are_converted() {
    let prompt = libcomfy::convert_workflow(EDITOR, None).unwrap();
    assert!(prompt.contains(r#""2":{"inputs":{"filename_prefix":"x","images":["1",0]},"class_type":"SaveImage""#));
    assert_eq!(libcomfy::convert_workflow(&format!(r#"{{"prompt": {prompt}}}"#), None).unwrap(), prompt);
    assert_eq!(libcomfy::read_workflow(prompt.as_bytes()).unwrap(), prompt);
    let mine = r#"{"nodes": [{"id": 1, "type": "Mine", "widgets_values": [5]}]}"#;
    let schemas = r#"{"Mine": {"input": {"required": {"b": ["INT", {}]}}}}"#;
    assert!(libcomfy::convert_workflow(mine, Some(schemas)).unwrap().contains(r#"{"b":5}"#));
}

#[test]
fn what_is_wrong_is_told() {
    let broken = EDITOR.replace("[1, 1, 0, 2, 0", "[1, 9, 0, 2, 0");
    match libcomfy::convert_workflow(&broken, None) {
        Err(Error::ValidationFailed(failure)) => assert!(failure.message.contains("node 2 \"Out\"")),
        other => panic!("{other:?}"),
    }
    assert!(matches!(libcomfy::read_workflow(b"\x89PNG\r\n\x1a\n"), Err(Error::NotFound(_))));
    assert!(matches!(libcomfy::read_workflow(b"[]"), Err(Error::InvalidJson(_))));
}

#[test]
fn inputs_are_changed() {
    let sampled = r#"{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a dog"}},
        "3": {"class_type": "KSampler", "inputs": {"positive": ["6", 0], "seed": 5}}}"#;
    assert!(libcomfy::find_inputs(sampled).unwrap().contains(r#""value":"a dog""#));
    let changed = libcomfy::set_prompt(sampled, Some("a \"cat\""), None).unwrap();
    assert!(changed.contains(r#""text":"a \"cat\"""#));
    assert!(libcomfy::set_seed(&changed, u64::MAX).unwrap().contains(r#""seed":18446744073709551615"#));
    assert!(libcomfy::set_input(&changed, "KSampler", "denoise", "0.5").unwrap().contains(r#""denoise":0.5"#));
    assert!(matches!(libcomfy::set_prompt(sampled, None, Some("x")), Err(Error::NotFound(_))));
    assert!(matches!(libcomfy::set_input(sampled, "3", "x", "1"), Err(Error::NotFound(_))));
    assert!(matches!(libcomfy::set_input(sampled, "3", "seed", "x"), Err(Error::InvalidJson(_))));
    let client = libcomfy::Client::new().unwrap();
    assert_eq!(client.find_inputs(sampled).unwrap(), libcomfy::find_inputs(sampled).unwrap());
    assert_eq!(
        client.set_prompt(sampled, Some("x"), None).unwrap(),
        libcomfy::set_prompt(sampled, Some("x"), None).unwrap()
    );
    assert_eq!(client.set_seed(sampled, 1).unwrap(), libcomfy::set_seed(sampled, 1).unwrap());
    assert_eq!(
        client.set_input(sampled, "3", "seed", "1").unwrap(),
        libcomfy::set_input(sampled, "3", "seed", "1").unwrap()
    );
}
