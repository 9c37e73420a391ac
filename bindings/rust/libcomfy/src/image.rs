use crate::call::optional_text;
use crate::error::{Error, Result};
use libcomfy_sys::*;
use std::borrow::Cow;
use std::slice;

/// What the bytes of a pixel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelFormat {
    Gray8,
    Rgb8,
    /// Straight alpha.
    Rgba8,
}

impl PixelFormat {
    /// Bytes a pixel.
    pub fn channels(self) -> usize {
        match self {
            PixelFormat::Gray8 => 1,
            PixelFormat::Rgb8 => 3,
            PixelFormat::Rgba8 => 4,
        }
    }

    fn raw(self) -> comfy_pixel_format {
        match self {
            PixelFormat::Gray8 => COMFY_PIXEL_FORMAT_GRAY8,
            PixelFormat::Rgb8 => COMFY_PIXEL_FORMAT_RGB8,
            PixelFormat::Rgba8 => COMFY_PIXEL_FORMAT_RGBA8,
        }
    }

    fn from_raw(raw: comfy_pixel_format) -> Option<PixelFormat> {
        [PixelFormat::Gray8, PixelFormat::Rgb8, PixelFormat::Rgba8].into_iter().find(|format| format.raw() == raw)
    }
}

/// An image: 8 bits a channel, rows from the top down. Images that come out of the library borrow its memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Image<'a> {
    /// From the first byte of the first row to the last of the last.
    pub pixels: Cow<'a, [u8]>,
    pub width: usize,
    pub height: usize,
    /// Bytes from one row to the next.
    pub stride: usize,
    pub format: PixelFormat,
    /// Its place among the images of its node.
    pub index: i32,
    /// The node that it is of. These are `None` in images that go in.
    pub node_id: Option<Cow<'a, str>>,
    /// The file's name, if there is one.
    pub filename: Option<Cow<'a, str>>,
    pub subfolder: Option<Cow<'a, str>>,
    /// The kind of directory that the file is in: `output`, `temp` or `input`.
    pub directory: Option<Cow<'a, str>>,
}

impl<'a> Image<'a> {
    /// An image to hand in: rows without gaps. Use [`Image::with_stride`] if there are any.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the pixels are too few, or more than that size has.
    pub fn new(pixels: &'a [u8], width: usize, height: usize, format: PixelFormat) -> Result<Image<'a>> {
        let image = Image::with_stride(pixels, width, height, width.saturating_mul(format.channels()), format)?;
        if pixels.len() != image.stride * height {
            return Err(Error::invalid_argument("the pixels are more than the image's size has"));
        }
        Ok(image)
    }

    /// An image to hand in, with `stride` bytes from one row to the next.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the pixels are too few for that size.
    pub fn with_stride(
        pixels: &'a [u8],
        width: usize,
        height: usize,
        stride: usize,
        format: PixelFormat,
    ) -> Result<Image<'a>> {
        let row = width.checked_mul(format.channels());
        let needed = row.and_then(|row| height.checked_sub(1)?.checked_mul(stride)?.checked_add(row));
        match (row, needed) {
            (Some(row), Some(needed)) if row > 0 && row <= stride && needed <= pixels.len() => Ok(Image {
                pixels: Cow::Borrowed(pixels),
                width,
                height,
                stride,
                format,
                index: 0,
                node_id: None,
                filename: None,
                subfolder: None,
                directory: None,
            }),
            _ => Err(Error::invalid_argument("the pixels are too few for the image's size")),
        }
    }

    /// One row, without padding.
    ///
    /// # Panics
    /// If `y` is not below the height.
    pub fn row(&self, y: usize) -> &[u8] {
        assert!(y < self.height, "row {} of {}", y, self.height);
        &self.pixels[y * self.stride..][..self.width * self.format.channels()]
    }

    /// The same in memory of its own.
    pub fn into_owned(self) -> Image<'static> {
        let own = |text: Option<Cow<'a, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        Image {
            pixels: Cow::Owned(self.pixels.into_owned()),
            node_id: own(self.node_id),
            filename: own(self.filename),
            subfolder: own(self.subfolder),
            directory: own(self.directory),
            ..self
        }
    }

    /// # Safety
    /// What `raw` points to lives for `'a`.
    pub(crate) unsafe fn from_raw(raw: &comfy_image) -> Result<Image<'a>> {
        let format = PixelFormat::from_raw(raw.format)
            .ok_or_else(|| Error::invalid_argument("an image of a format that these bindings do not know"))?;
        let (width, height, stride) = (raw.width as usize, raw.height as usize, raw.stride as usize);
        let length = match height {
            0 => 0,
            _ => (height - 1) * stride + width * format.channels(),
        };
        let pixels = if length == 0 { &[] } else { slice::from_raw_parts(raw.pixels, length) };
        Ok(Image {
            pixels: Cow::Borrowed(pixels),
            width,
            height,
            stride,
            format,
            index: raw.index,
            node_id: optional_text(raw.node_id),
            filename: optional_text(raw.filename),
            subfolder: optional_text(raw.subfolder),
            directory: optional_text(raw.r#type),
        })
    }

    /// For the library to read while `self` lives.
    pub(crate) fn raw(&self) -> comfy_image {
        comfy_image {
            pixels: self.pixels.as_ptr(),
            width: self.width as i64,
            height: self.height as i64,
            channels: self.format.channels() as i64,
            stride: self.stride as i64,
            format: self.format.raw(),
            ..Default::default()
        }
    }
}
