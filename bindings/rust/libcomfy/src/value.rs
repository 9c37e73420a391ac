use crate::call::{c_text, fill, take_text, text};
use crate::error::{Error, Result};
use crate::object;
use libcomfy_sys::*;
use std::fmt;
use std::os::raw::c_void;
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::Arc;

/// What a [`Value`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueKind {
    Null,
    Bool,
    Int,
    Float,
    String,
    Tensor,
    List,
    Dictionary,
    /// An object of a program's: see [`Value::object`].
    Object,
    /// A MODEL, CLIP, VAE, ... of the library: to be passed along.
    EngineObject,
    /// Stops what depends on it.
    Blocker,
    Other,
}

/// What flows between nodes. It never changes, so it may be read from several threads; lists and dictionaries keep what
/// they hold. Reading one as what it is not gives [`Error::InvalidArgument`].
pub struct Value {
    handle: NonNull<comfy_value>,
}

// Values never change, and every function may be called from any thread.
unsafe impl Send for Value {}
unsafe impl Sync for Value {}

type Make<'a> = &'a dyn Fn(*mut *mut comfy_value, *mut *mut comfy_error) -> comfy_status;

impl Value {
    /// `function` gives a handle of one's own.
    pub(crate) fn made_by(function: Make<'_>) -> Result<Value> {
        let handle = fill(ptr::null_mut(), function)?;
        Ok(Value { handle: NonNull::new(handle).expect("a value that was made is not NULL") })
    }

    pub(crate) fn as_ptr(&self) -> *mut comfy_value {
        self.handle.as_ptr()
    }

    pub fn null() -> Result<Value> {
        Value::made_by(&|out, error| unsafe { comfy_value_create_null(out, error) })
    }

    pub fn bool(content: bool) -> Result<Value> {
        Value::made_by(&|out, error| unsafe { comfy_value_create_bool(out, content, error) })
    }

    pub fn int(content: i64) -> Result<Value> {
        Value::made_by(&|out, error| unsafe { comfy_value_create_int(out, content, error) })
    }

    pub fn uint(content: u64) -> Result<Value> {
        Value::made_by(&|out, error| unsafe { comfy_value_create_uint(out, content, error) })
    }

    pub fn float(content: f64) -> Result<Value> {
        Value::made_by(&|out, error| unsafe { comfy_value_create_float(out, content, error) })
    }

    pub fn string(content: &str) -> Result<Value> {
        let pointer = content.as_ptr().cast();
        Value::made_by(&|out, error| unsafe { comfy_value_create_string(out, pointer, content.len(), error) })
    }

    /// Null, truth values, numbers, texts, lists and dictionaries from a JSON document.
    pub fn from_json(json: &str) -> Result<Value> {
        let json = c_text(json)?;
        Value::made_by(&|out, error| unsafe { comfy_value_create_from_json(out, json.as_ptr(), error) })
    }

    pub fn list(items: &[Value]) -> Result<Value> {
        let items: Vec<_> = items.iter().map(Value::as_ptr).collect();
        Value::made_by(&|out, error| unsafe { comfy_value_create_list(out, items.as_ptr(), items.len(), error) })
    }

    /// Keeps the order; of equal keys the last one counts.
    pub fn dictionary(members: &[(&str, Value)]) -> Result<Value> {
        let keys = members.iter().map(|(key, _)| c_text(*key)).collect::<Result<Vec<_>>>()?;
        let keys: Vec<_> = keys.iter().map(|key| key.as_ptr()).collect();
        let items: Vec<_> = members.iter().map(|(_, value)| value.as_ptr()).collect();
        Value::made_by(&|out, error| unsafe {
            comfy_value_create_dictionary(out, keys.as_ptr(), items.as_ptr(), items.len(), error)
        })
    }

    /// As an output it keeps the nodes that depend on it from running; the first of them says the message.
    pub fn blocker(message: Option<&str>) -> Result<Value> {
        let message = message.map(c_text).transpose()?;
        let message = message.as_ref().map_or(ptr::null(), |message| message.as_ptr());
        Value::made_by(&|out, error| unsafe { comfy_value_create_blocker(out, message, error) })
    }

    /// A tensor of float32 in dense rows, as IMAGE `[B, H, W, C]`, MASK `[B, H, W]` and the samples of a LATENT are. The
    /// elements are not copied.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there are not as many elements as the shape says.
    pub fn tensor(elements: Vec<f32>, shape: &[usize]) -> Result<Value> {
        let count = shape.iter().try_fold(1usize, |count, size| count.checked_mul(*size));
        if count != Some(elements.len()) || shape.iter().any(|size| i64::try_from(*size).is_err()) {
            return Err(Error::invalid_argument("the elements are not as many as the shape says"));
        }
        let shape: Vec<i64> = shape.iter().map(|size| *size as i64).collect();
        let owner = Box::into_raw(Box::new(TensorOwner {
            tensor: DLManagedTensorVersioned {
                version: DLPackVersion { major: DLPACK_MAJOR_VERSION, minor: DLPACK_MINOR_VERSION },
                manager_ctx: ptr::null_mut(),
                deleter: Some(delete_tensor),
                flags: 0,
                dl_tensor: DLTensor {
                    data: elements.as_ptr() as *mut c_void,
                    device: DLDevice { device_type: kDLCPU, device_id: 0 },
                    ndim: shape.len() as i32,
                    dtype: FLOAT32,
                    shape: shape.as_ptr() as *mut i64,
                    strides: ptr::null_mut(),
                    byte_offset: 0,
                },
            },
            _elements: elements,
            _shape: shape,
        }));
        let made = Value::made_by(&|out, error| unsafe { comfy_value_create_tensor(out, owner.cast(), error) });
        if made.is_err() {
            // The library did not take it.
            drop(unsafe { Box::from_raw(owner) });
        }
        made
    }

    /// An object of the program's, which passes between its nodes untouched, and is held until no value has it.
    pub fn object<T: Send + Sync + 'static>(content: Arc<T>) -> Result<Value> {
        let address = object::hold(content);
        let made = Value::made_by(&|out, error| unsafe {
            comfy_value_create_object(out, address, Some(object::let_go), ptr::null_mut(), error)
        });
        if made.is_err() {
            // The library did not take it.
            unsafe { object::let_go(address, ptr::null_mut()) };
        }
        made
    }

    /// The object that [`Value::object`] was given.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it is of another type, or other code made it.
    pub fn as_object<T: Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        let address = fill(ptr::null_mut(), |out, error| unsafe { comfy_value_get_object(out, self.as_ptr(), error) })?;
        let content = object::get(address).and_then(|object| object.downcast::<T>().ok());
        content.ok_or_else(|| Error::invalid_argument("an object of another type"))
    }

    pub fn kind(&self) -> Result<ValueKind> {
        let raw = fill(0, |out, error| unsafe { comfy_value_get_kind(out, self.as_ptr(), error) })?;
        Ok(match raw {
            COMFY_VALUE_KIND_NULL => ValueKind::Null,
            COMFY_VALUE_KIND_BOOL => ValueKind::Bool,
            COMFY_VALUE_KIND_INT => ValueKind::Int,
            COMFY_VALUE_KIND_FLOAT => ValueKind::Float,
            COMFY_VALUE_KIND_STRING => ValueKind::String,
            COMFY_VALUE_KIND_TENSOR => ValueKind::Tensor,
            COMFY_VALUE_KIND_LIST => ValueKind::List,
            COMFY_VALUE_KIND_DICTIONARY => ValueKind::Dictionary,
            COMFY_VALUE_KIND_OBJECT => ValueKind::Object,
            COMFY_VALUE_KIND_ENGINE_OBJECT => ValueKind::EngineObject,
            COMFY_VALUE_KIND_BLOCKER => ValueKind::Blocker,
            _ => ValueKind::Other,
        })
    }

    pub fn as_bool(&self) -> Result<bool> {
        fill(false, |out, error| unsafe { comfy_value_get_bool(out, self.as_ptr(), error) })
    }

    pub fn as_int(&self) -> Result<i64> {
        fill(0, |out, error| unsafe { comfy_value_get_int(out, self.as_ptr(), error) })
    }

    pub fn as_uint(&self) -> Result<u64> {
        fill(0, |out, error| unsafe { comfy_value_get_uint(out, self.as_ptr(), error) })
    }

    /// A float or an int.
    pub fn as_float(&self) -> Result<f64> {
        fill(0.0, |out, error| unsafe { comfy_value_get_float(out, self.as_ptr(), error) })
    }

    pub fn as_str(&self) -> Result<&str> {
        let mut length = 0;
        let pointer =
            fill(ptr::null(), |out, error| unsafe { comfy_value_get_string(out, &mut length, self.as_ptr(), error) })?;
        let bytes = unsafe { slice::from_raw_parts(pointer.cast::<u8>(), length) };
        std::str::from_utf8(bytes).map_err(|_| Error::invalid_argument("a text that is not UTF-8"))
    }

    /// Items of a list, members of a dictionary.
    pub fn count(&self) -> Result<usize> {
        fill(0, |out, error| unsafe { comfy_value_get_count(out, self.as_ptr(), error) })
    }

    /// An item of a list, or what a dictionary has at that place.
    pub fn item(&self, index: usize) -> Result<Value> {
        Value::made_by(&|out, error| unsafe { comfy_value_get_item(out, self.as_ptr(), index, error) })
    }

    /// The key at a place of a dictionary.
    pub fn key(&self, index: usize) -> Result<String> {
        let key = fill(ptr::null(), |out, error| unsafe { comfy_value_get_key(out, self.as_ptr(), index, error) })?;
        Ok(unsafe { text(key) }.into_owned())
    }

    /// What a dictionary has for a key.
    pub fn member(&self, key: &str) -> Result<Value> {
        let key = c_text(key)?;
        Value::made_by(&|out, error| unsafe { comfy_value_get_member(out, self.as_ptr(), key.as_ptr(), error) })
    }

    /// The whole tree as JSON.
    pub fn json(&self) -> Result<String> {
        take_text(|out, error| unsafe { comfy_value_get_json(out, self.as_ptr(), error) })
    }

    /// The elements, not copied. They may outlive the value.
    pub fn as_tensor(&self) -> Result<Tensor> {
        let tensor = fill(ptr::null_mut(), |out, error| unsafe { comfy_value_get_tensor(out, self.as_ptr(), error) })?;
        Ok(Tensor { tensor: NonNull::new(tensor).expect("a tensor that was given is not NULL") })
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        unsafe { comfy_value_release(self.as_ptr()) }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind(), self.json()) {
            (_, Ok(json)) => write!(formatter, "Value({})", json),
            (kind, _) => write!(formatter, "Value({:?})", kind),
        }
    }
}

const FLOAT32: DLDataType = DLDataType { code: kDLFloat, bits: 32, lanes: 1 };

/// A tensor with what it points to. The tensor comes first: its address is the owner's.
#[repr(C)]
struct TensorOwner {
    tensor: DLManagedTensorVersioned,
    _elements: Vec<f32>,
    _shape: Vec<i64>,
}

unsafe extern "C" fn delete_tensor(this: *mut DLManagedTensorVersioned) {
    drop(Box::from_raw(this.cast::<TensorOwner>()));
}

/// A tensor's elements in the library's memory.
pub struct Tensor {
    tensor: NonNull<DLManagedTensorVersioned>,
}

// Nobody writes the elements, and the deleter may be called on any thread.
unsafe impl Send for Tensor {}
unsafe impl Sync for Tensor {}

impl Tensor {
    fn raw(&self) -> &DLTensor {
        &unsafe { self.tensor.as_ref() }.dl_tensor
    }

    pub fn shape(&self) -> Vec<usize> {
        match self.raw().ndim {
            0 => Vec::new(),
            count => {
                let sizes = unsafe { slice::from_raw_parts(self.raw().shape, count as usize) };
                sizes.iter().map(|size| *size as usize).collect()
            }
        }
    }

    /// The elements in dense rows, if they are float32, as those of images, masks and latents are.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for other types and layouts.
    pub fn as_f32(&self) -> Result<&[f32]> {
        let (raw, shape) = (self.raw(), self.shape());
        let mut dense = raw.strides.is_null();
        if !dense {
            let strides = unsafe { slice::from_raw_parts(raw.strides, shape.len()) };
            let mut expected = 1;
            dense = shape.iter().zip(strides).rev().all(|(size, stride)| {
                let fits = *size == 1 || *stride == expected;
                expected *= *size as i64;
                fits
            });
        }
        if raw.dtype != FLOAT32 || raw.device.device_type != kDLCPU || !dense {
            return Err(Error::Unsupported(crate::Reason {
                message: "a tensor that is not float32 in dense rows".into(),
                details: None,
            }));
        }
        let count = shape.iter().product();
        if count == 0 {
            return Ok(&[]);
        }
        let start = unsafe { raw.data.cast::<u8>().add(raw.byte_offset as usize) };
        Ok(unsafe { slice::from_raw_parts(start.cast(), count) })
    }
}

impl Drop for Tensor {
    fn drop(&mut self) {
        if let Some(deleter) = unsafe { self.tensor.as_ref() }.deleter {
            unsafe { deleter(self.tensor.as_ptr()) }
        }
    }
}
