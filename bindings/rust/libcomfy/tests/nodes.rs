mod common;

use common::*;
use libcomfy::{
    Client, Error, EventKind, Image, Node, NodeCall, NodeFailure, NodeResult, PixelFormat, Value, ValueKind,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

const INVERT: &str = r#"{"name": "RustInvert", "output": ["IMAGE"],
    "input": {"required": {"image": ["IMAGE", {}], "amount": ["FLOAT", {"default": 1.0, "min": 0.0, "max": 1.0}]}}}"#;
const ADD: &str = r#"{"name": "RustAdd", "output": ["INT"],
    "input": {"required": {"a": ["INT", {}], "b": ["INT", {}]}}}"#;
const SHOW: &str = r#"{"name": "RustShow", "output_node": true, "input": {"required": {"value": ["*", {}]}}}"#;
const FAIL: &str = r#"{"name": "RustFail", "output": ["INT"]}"#;

fn add(call: &NodeCall) -> Result<Value, NodeFailure> {
    let sum = call.input("a")?.as_int()?.checked_add(call.input("b")?.as_int()?);
    Ok(Value::int(sum.ok_or_else(|| NodeFailure::new("OverflowError", "the sum is too large"))?)?)
}

fn client(directory: &Directory) -> Client {
    let client = directory.options().threads(1).create().unwrap();
    let show = |call: &NodeCall| -> Result<NodeResult, NodeFailure> {
        Ok(NodeResult::default().ui(format!(r#"{{"shown": [{}]}}"#, call.input("value")?.json()?)))
    };
    client.register_node(Node::new(SHOW, show)).unwrap();
    client.register_node(Node::new(ADD, add)).unwrap();
    client
}

fn run(client: &Client, workflow: &str) -> Result<String, Error> {
    let task = client.queue_prompt(workflow).unwrap();
    assert!(task.wait(MINUTE).unwrap());
    task.result()
}

fn show(nodes: &str, shown: &str) -> String {
    format!(r#"{{{}, "show": {{"class_type": "RustShow", "inputs": {{"value": ["{}", 0]}}}}}}"#, nodes, shown)
}

#[test]
fn objects_pass_as_the_very_same() {
    let directory = Directory::new();
    let counter = Arc::new(AtomicUsize::new(41));
    {
        let client = client(&directory);
        let made = counter.clone();
        let give = move |_: &NodeCall| Ok(Value::object(made.clone())?);
        client.register_node(Node::new(r#"{"name": "RustCounter", "output": ["COUNTER"]}"#, give)).unwrap();
        let own = counter.clone();
        let count = move |call: &NodeCall| -> Result<Value, NodeFailure> {
            let value = call.input("counter")?;
            assert_eq!(value.kind()?, ValueKind::Object);
            assert!(matches!(value.as_object::<String>(), Err(Error::InvalidArgument(_))));
            let counter = value.as_object::<AtomicUsize>()?;
            assert!(Arc::ptr_eq(&counter, &own));
            Ok(Value::int(counter.fetch_add(1, Ordering::SeqCst) as i64 + 1)?)
        };
        let schema = r#"{"name": "RustCount", "output": ["INT"], "input": {"required": {"counter": ["COUNTER", {}]}}}"#;
        client.register_node(Node::new(schema, count)).unwrap();
        let nodes = r#""0": {"class_type": "RustCounter", "inputs": {}},
            "1": {"class_type": "RustCount", "inputs": {"counter": ["0", 0]}}"#;
        assert!(run(&client, &show(nodes, "1")).unwrap().contains("\"shown\":[42]"));
        assert!(Arc::strong_count(&counter) > 3, "the cache has it");
    }
    assert_eq!(Arc::strong_count(&counter), 1);
    assert!(matches!(Value::null().unwrap().as_object::<u8>(), Err(Error::InvalidArgument(_))));
}

#[test]
fn nodes_have_schemas_that_change_pictures_and_tracebacks() {
    let directory = Directory::new();
    let client = client(&directory);
    let choices = Arc::new(AtomicUsize::new(1));
    let count = choices.clone();
    let choose = Node::new(r#"{"name": "RustChoose", "output": ["STRING"]}"#, |call| Ok(call.input("choice")?))
        .current_schema(move |_| {
            let names = if count.load(Ordering::SeqCst) == 1 { r#""c0""# } else { r#""c0", "c1""# };
            Ok(Value::from_json(&format!(
                r#"{{"name": "RustChoose", "output": ["STRING"], "input": {{"required": {{"choice": [[{}], {{}}]}}}}}}"#,
                names
            ))?)
        });
    client.register_node(choose).unwrap();
    let workflow = show(r#""1": {"class_type": "RustChoose", "inputs": {"choice": "c1"}}"#, "1");
    assert!(matches!(run(&client, &workflow), Err(Error::ValidationFailed(_))));
    choices.store(2, Ordering::SeqCst);
    assert!(run(&client, &workflow).unwrap().contains("\"shown\":[\"c1\"]"));

    let picture = |_: &NodeCall| -> Result<NodeResult, NodeFailure> {
        let ui = r#"{"images": [{"filename": "none.png", "subfolder": "", "type": "temp"}]}"#;
        Ok(NodeResult::default().ui(ui).image(Image::new(&[1, 2, 3, 4, 5, 6], 2, 1, PixelFormat::Rgb8)?))
    };
    client.register_node(Node::new(r#"{"name": "RustPicture", "output_node": true}"#, picture)).unwrap();
    let task = client.queue_prompt(r#"{"1": {"class_type": "RustPicture", "inputs": {}}}"#).unwrap();
    assert!(task.wait(MINUTE).unwrap());
    assert_eq!(task.image(0).unwrap().row(0), [1, 2, 3, 4, 5, 6]);

    let fail = |_: &NodeCall| -> Result<Value, NodeFailure> {
        Err(NodeFailure::new("KeyError", "gone").traceback(["line \"1\"", "line 2"]))
    };
    client.register_node(Node::new(FAIL, fail)).unwrap();
    let error = run(&client, &show(r#""1": {"class_type": "RustFail", "inputs": {}}"#, "1")).unwrap_err();
    let details = error.reason().details.clone().unwrap();
    assert!(details.contains(r#""traceback":["line \"1\"","line 2"]"#), "{}", details);
}

#[test]
fn an_image_goes_through_a_closure() {
    let directory = Directory::new();
    let client = client(&directory);
    let invert = |call: &NodeCall| -> Result<Value, NodeFailure> {
        let amount = call.input("amount")?.as_float()? as f32;
        let image = call.input("image")?.as_tensor()?;
        let inverted = image.as_f32()?.iter().map(|x| x + amount * (1.0 - 2.0 * x)).collect();
        Ok(Value::tensor(inverted, &image.shape())?)
    };
    client.register_node(Node::new(INVERT, invert)).unwrap();
    let task = client
        .queue_prompt(
            r#"{"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 1, "color": 16711680}},
                "2": {"class_type": "RustInvert", "inputs": {"image": ["1", 0], "amount": 1.0}},
                "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}"#,
        )
        .unwrap();
    assert!(task.wait(MINUTE).unwrap());
    task.result().unwrap();
    let image = task.image(0).unwrap();
    assert_eq!((image.width, image.height), (8, 4));
    assert!((0..4).all(|y| image.row(y).chunks(3).all(|pixel| pixel == [0, 255, 255])));
}

#[test]
fn failures_and_panics_are_execution_errors() {
    let directory = Directory::new();
    let client = client(&directory);
    let sum = r#""1": {"class_type": "RustAdd", "inputs": {"a": 2, "b": 3}}"#;
    assert!(run(&client, &show(sum, "1")).unwrap().contains(r#""shown":[5]"#));
    let overflow = r#""1": {"class_type": "RustAdd", "inputs": {"a": 9223372036854775807, "b": 3}}"#;
    let error = run(&client, &show(overflow, "1")).unwrap_err();
    assert!(matches!(error, Error::ExecutionFailed(_)));
    assert!(error.details().unwrap().contains("\"OverflowError\""), "{:?}", error);

    let fail = |_: &NodeCall| -> Result<Value, NodeFailure> { panic!("of the node") };
    client.register_node(Node::new(FAIL, fail)).unwrap();
    assert!(matches!(client.register_node(Node::new(FAIL, fail)), Err(Error::AlreadyExists(_))));
    assert!(matches!(client.register_node(Node::new("{}", fail)), Err(Error::InvalidArgument(_))));
    let failing = show(r#""1": {"class_type": "RustFail", "inputs": {}}"#, "1");
    let error = run(&client, &failing).unwrap_err();
    assert!(error.details().unwrap().contains("without an answer"), "{:?}", error);
    client.unregister_node("RustFail").unwrap();
    assert!(matches!(client.unregister_node("RustFail"), Err(Error::NotFound(_))));
    assert!(matches!(run(&client, &failing), Err(Error::ValidationFailed(_))));

    let wrong_count = |_: &NodeCall| -> Result<Vec<Value>, NodeFailure> { Ok(vec![Value::int(1)?, Value::int(2)?]) };
    client.register_node(Node::new(FAIL, wrong_count)).unwrap();
    assert!(matches!(run(&client, &failing), Err(Error::ExecutionFailed(_))));
    client.unregister_node("RustFail").unwrap();
    let interrupt = |_: &NodeCall| -> Result<Value, NodeFailure> { Err(NodeFailure::interrupted()) };
    client.register_node(Node::new(FAIL, interrupt)).unwrap();
    assert!(matches!(run(&client, &failing), Err(Error::Cancelled(_))));
}

#[test]
fn a_call_may_be_answered_later() {
    let directory = Directory::new();
    let client = client(&directory);
    let schema = r#"{"name": "RustLater", "asynchronous": true, "output": ["INT"]}"#;
    let later = |call: NodeCall| {
        thread::spawn(move || {
            let pixels = [1, 2, 3];
            let preview = Image::new(&pixels, 1, 1, PixelFormat::Rgb8).unwrap();
            call.send_progress(1.0, 2.0, Some(&preview)).unwrap();
            call.send_text("nearly").unwrap();
            call.warn("not wholly").unwrap();
            thread::sleep(Duration::from_millis(20));
            call.answer(Value::int(7).map(Into::into).map_err(Into::into)).unwrap();
        });
    };
    client.register_node(Node::asynchronous(schema, later)).unwrap();
    let task = client.queue_prompt(show(r#""1": {"class_type": "RustLater", "inputs": {}}"#, "1")).unwrap();
    let (mut previews, mut texts) = (0, 0);
    for event in task.events().unwrap() {
        let event = event.unwrap();
        previews += usize::from(event.image.map_or(false, |image| *image.pixels == [1, 2, 3]));
        texts += usize::from(event.kind == EventKind::ProgressText && event.json.contains("nearly"));
    }
    assert_eq!((previews, texts), (1, 1));
    assert!(task.result().unwrap().contains(r#""shown":[7]"#));

    // One that never answers is cancelled, and told when it asks; its answer then comes too late.
    let schema = r#"{"name": "RustNever", "output": ["INT"]}"#;
    let (sender, receiver) = std::sync::mpsc::sync_channel(1);
    client.register_node(Node::asynchronous(schema, move |call| sender.send(call).unwrap())).unwrap();
    let task = client.queue_prompt(show(r#""1": {"class_type": "RustNever", "inputs": {}}"#, "1")).unwrap();
    let call = receiver.recv_timeout(Duration::from_secs(60)).unwrap();
    assert!(!call.is_cancelled().unwrap() && call.node_id().unwrap().as_deref() == Some("1"));
    task.cancel().unwrap();
    assert!(task.wait(MINUTE).unwrap());
    assert!(matches!(call.answer(Ok(Value::int(1).unwrap().into())), Err(Error::InvalidHandle(_))));
}

#[test]
fn nodes_answer_questions_and_expand() {
    let directory = Directory::new();
    let client = client(&directory);
    let runs = Arc::new(AtomicUsize::new(0));
    let version = Arc::new(AtomicUsize::new(0));
    let (counted, asked) = (runs.clone(), version.clone());
    let node = Node::new(
        r#"{"name": "RustAsked", "output": ["INT"],
            "input": {"required": {"n": ["INT", {}], "unused": ["INT", {"lazy": true}]}}}"#,
        move |call: &NodeCall| -> Result<Value, NodeFailure> {
            counted.fetch_add(1, Ordering::SeqCst);
            assert_eq!(call.input("unused")?.kind()?, ValueKind::Null);
            Ok(call.input("n")?)
        },
    )
    .validate(|call| Ok(if call.input("n")?.as_int()? == 13 { Value::string("not 13")? } else { Value::bool(true)? }))
    .fingerprint(move |_| Ok(Value::uint(asked.load(Ordering::SeqCst) as u64)?))
    .check_lazy(|_| Ok(Value::list(&[])?));
    client.register_node(node).unwrap();
    let workflow = |n| {
        show(
            &format!(
                r#""0": {{"class_type": "RustAdd", "inputs": {{"a": 1, "b": 1}}}},
                   "1": {{"class_type": "RustAsked", "inputs": {{"n": {}, "unused": ["0", 0]}}}}"#,
                n
            ),
            "1",
        )
    };
    let error = run(&client, &workflow(13)).unwrap_err();
    assert!(matches!(error, Error::ValidationFailed(_)) && error.details().unwrap().contains("not 13"));
    assert!(run(&client, &workflow(5)).unwrap().contains(r#""shown":[5]"#));
    run(&client, &workflow(5)).unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    version.store(1, Ordering::SeqCst);
    run(&client, &workflow(5)).unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 2);

    let expand = |call: &NodeCall| -> Result<NodeResult, NodeFailure> {
        let inputs = Value::dictionary(&[("a", call.input("n")?), ("b", Value::int(100)?)])?;
        let node = Value::dictionary(&[("class_type", Value::string("RustAdd")?), ("inputs", inputs)])?;
        let id = format!("{}.sum", call.node_id()?.unwrap_or_default());
        let link = Value::list(&[Value::string(&id)?, Value::int(0)?])?;
        Ok(NodeResult::new(vec![link]).expansion(Value::dictionary(&[(&id, node)])?))
    };
    let schema = r#"{"name": "RustExpand", "output": ["INT"], "input": {"required": {"n": ["INT", {}]}}}"#;
    client.register_node(Node::new(schema, expand)).unwrap();
    let expanding = show(r#""1": {"class_type": "RustExpand", "inputs": {"n": 11}}"#, "1");
    assert!(run(&client, &expanding).unwrap().contains(r#""shown":[111]"#));

    // The closures go with the client.
    drop(client);
    assert_eq!((Arc::strong_count(&runs), Arc::strong_count(&version)), (1, 1));
}

#[test]
fn values_are_read_as_what_they_are() {
    let value = Value::from_json(r#"{"a": [1, 2.5, "x", null, true], "b": 18446744073709551615}"#).unwrap();
    assert_eq!(
        (value.kind().unwrap(), value.count().unwrap(), &*value.key(1).unwrap()),
        (ValueKind::Dictionary, 2, "b")
    );
    assert_eq!(value.member("b").unwrap().as_uint().unwrap(), u64::MAX);
    assert!(matches!(value.member("b").unwrap().as_int(), Err(Error::InvalidArgument(_))));
    let list = value.member("a").unwrap();
    assert_eq!(list.item(1).unwrap().as_float().unwrap(), 2.5);
    assert_eq!(list.item(2).unwrap().as_str().unwrap(), "x");
    assert!(list.item(4).unwrap().as_bool().unwrap());
    assert!(matches!(list.item(5), Err(Error::NotFound(_))));
    assert_eq!(format!("{:?}", list), r#"Value([1,2.5,"x",null,true])"#);
    assert_eq!(Value::string("a\0b").unwrap().as_str().unwrap(), "a\0b");
    assert_eq!(Value::null().unwrap().kind().unwrap(), ValueKind::Null);
    assert_eq!(Value::blocker(Some("no")).unwrap().kind().unwrap(), ValueKind::Blocker);

    let tensor = Value::tensor((0..6).map(|x| x as f32).collect(), &[1, 2, 3]).unwrap();
    let read = tensor.as_tensor().unwrap();
    drop(tensor);
    assert_eq!((read.shape(), read.as_f32().unwrap()), (vec![1, 2, 3], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0][..]));
    assert!(matches!(Value::tensor(vec![0.0; 5], &[2, 3]), Err(Error::InvalidArgument(_))));
    assert!(matches!(Value::tensor(Vec::new(), &[usize::MAX, 0, usize::MAX]), Err(Error::InvalidArgument(_))));
}
