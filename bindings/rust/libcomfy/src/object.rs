//! Objects of the program's that values hold, by the addresses that the library knows them by. It may bring others,
//! which other code made; those are not in the table.

use crate::callback;
use std::any::Any;
use std::collections::HashMap;
use std::os::raw::c_void;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) type Object = Arc<dyn Any + Send + Sync>;

static HELD: Mutex<Option<HashMap<usize, Box<Object>>>> = Mutex::new(None);

fn held() -> MutexGuard<'static, Option<HashMap<usize, Box<Object>>>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps an object until [`let_go`]; the address is that of its box.
pub(crate) fn hold(object: Object) -> *mut c_void {
    let object = Box::new(object);
    let address = &*object as *const Object as *mut c_void;
    held().get_or_insert_with(HashMap::new).insert(address as usize, object);
    address
}

pub(crate) fn get(address: *mut c_void) -> Option<Object> {
    held().as_ref()?.get(&(address as usize)).map(|object| Object::clone(object))
}

pub(crate) unsafe extern "C" fn let_go(address: *mut c_void, _: *mut c_void) {
    let object = held().as_mut().and_then(|objects| objects.remove(&(address as usize)));
    // without the lock: dropping it may do anything
    callback::enter(|| drop(object));
}
