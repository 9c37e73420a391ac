#pragma once

// Written by ../make_data.py.

/// How many classes there are.
#define NODE_SCHEMAS_COUNT 591
/// Bytes of the text: a line for each class, its name, a tab and its schema as JSON.
#define NODE_SCHEMAS_TEXT_SIZE 262740
/// Bytes of the zlib stream that holds it.
#define NODE_SCHEMAS_SIZE 34522

/// The schemas of ComfyUI's own node classes, compressed.
extern const unsigned char *const node_schemas;
