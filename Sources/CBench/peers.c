#include "CBench.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char torch[] = {
#embed "peers/protocol.py"
    , '\n',
#embed "peers/networks.py"
    , '\n',
#embed "peers/torch_transformers.py"
    , '\n',
#embed "peers/torch_peer.py"
    , 0};

static const char openvino_converter[] = {
#embed "peers/protocol.py"
    , '\n',
#embed "peers/networks.py"
    , '\n',
#embed "peers/openvino_converter.py"
    , 0};

static const char openvino[] = {
#embed "peers/protocol.py"
    , '\n',
#embed "peers/openvino_peer.py"
    , 0};

const char *const cb_torch_peer = torch;
const char *const cb_openvino_converter = openvino_converter;
const char *const cb_openvino_peer = openvino;
