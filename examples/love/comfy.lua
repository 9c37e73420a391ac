-- libcomfy for LuaJIT: the C header alone, through the FFI. It polls; the library never calls into Lua.
--
--     local comfy = require "comfy"
--     comfy.load("libcomfy.so", header_text)
--     local client = comfy.client { models_directory = "models", threads = 1 }
--     local task = client:queue(workflow)
--     while not task:poll(function(event) ... end) do ... end       -- once a frame, say
--
-- Handles are given back when they are collected, or at once with close() and release().
local ffi = require "ffi"

local comfy = {}
local C

-- Turns comfy.h into what LuaJIT's parser takes: no comments, no preprocessor, no C++.
local function declarations(header)
    local text = header:gsub("/%*.-%*/", ""):gsub("\\\n", " ")
    text = text:gsub("#ifdef __cplusplus.-#endif", ""):gsub("#[^\n]*", "")
    return (text:gsub("COMFY_PRIVATE_CHECK%b();", ""):gsub("COMFY_API", ""))
end

-- Loads the library at `path`; `header` is the text of its comfy.h. Once a process.
function comfy.load(path, header)
    ffi.cdef(declarations(header))
    C = ffi.load(path)
    comfy.version = ffi.string(C.comfy_version_string())
end

-- A struct of comfy.h with its size set, as its _INIT macro does in C.
local function new(name)
    local value = ffi.new(name)
    value.size = ffi.sizeof(name)
    return value
end

-- Calls a function whose last parameter is `comfy_error **`. A failure is a Lua error: a table that reads as text.
local Failure = {}
Failure.__index = Failure
function Failure:__tostring()
    return self.status .. ": " .. self.message
end

local function call(name, ...)
    local arguments = { ... }
    local count = select("#", ...)
    local reason = ffi.new("comfy_error *[1]")
    arguments[count + 1] = reason
    local status = C[name](unpack(arguments, 1, count + 1))
    if status >= 0 then return status end
    local details = C.comfy_error_details(reason[0])
    local failure = setmetatable({
        status = ffi.string(C.comfy_status_name(status)),
        message = ffi.string(C.comfy_error_message(reason[0])),
        details = details ~= nil and ffi.string(details) or nil,
    }, Failure)
    C.comfy_error_release(reason[0])
    error(failure, 0)
end

-- Calls a function that gives loose text.
local function text(name, ...)
    local out = ffi.new("char *[1]")
    call(name, out, ...)
    local result = ffi.string(out[0])
    C.comfy_free(out[0])
    return result
end

-- A text as a JSON string, to be put into a workflow.
function comfy.quote(value)
    return '"' .. value:gsub('[%c"\\]', function(c) return string.format("\\u%04x", c:byte()) end) .. '"'
end

-- Copies an image (a comfy_image: gray, RGB or RGBA) into a LÖVE ImageData of its size in the format rgba8.
function comfy.copy_image(image, image_data)
    local width, height = tonumber(image.width), tonumber(image.height)
    assert(image_data:getWidth() == width and image_data:getHeight() == height, "sizes differ")
    local to = ffi.cast("uint8_t *", image_data:getFFIPointer())
    local channels = tonumber(image.channels)
    local green, blue = channels >= 3 and 1 or 0, channels >= 3 and 2 or 0
    for y = 0, height - 1 do
        local from = image.pixels + y * image.stride
        for _ = 1, width do
            to[0], to[1], to[2] = from[0], from[green], from[blue]
            to[3] = channels == 4 and from[3] or 255
            from, to = from + channels, to + 4
        end
    end
end

local Task = {}
Task.__index = Task

-- Takes the events that have come, at most `limit` (64) of them, without waiting, and calls `handle(event)` for each:
-- a comfy_event, which lives until `handle` returns. Gives true when the task has finished and all were taken.
function Task:poll(handle, limit)
    for _ = 1, limit or 64 do
        local status = call("comfy_task_poll_event", self.event, self.handle, 0)
        if status == C.COMFY_STATUS_TIMEOUT then return false end
        if status == C.COMFY_STATUS_END then return true end
        handle(self.event)
    end
    return false
end

-- Asks the task to end. It does within a fraction of a second; poll tells.
function Task:cancel()
    call("comfy_task_cancel", self.handle)
end

-- 0...1
function Task:progress()
    local progress = new "comfy_progress"
    call("comfy_task_get_progress", progress, self.handle)
    return progress.overall
end

-- The outputs as JSON; an error if the task did not succeed.
function Task:result()
    return text("comfy_task_get_result", self.handle)
end

-- An output image, a comfy_image, counted from 0. Its pixels live as long as the task is not released.
function Task:image(index)
    local image = new "comfy_image"
    call("comfy_task_get_image", image, self.handle, index)
    return image
end

-- Gives the handle back; the work goes on.
function Task:release()
    C.comfy_task_release(ffi.gc(self.handle, nil))
end

local Client = {}
Client.__index = Client

-- A client; `settings` are the fields of comfy_client_options.
function comfy.client(settings)
    local options = new "comfy_client_options"
    for name, value in pairs(settings) do options[name] = value end
    local out = ffi.new("comfy_client *[1]")
    call("comfy_client_create", out, options)
    return setmetatable({ handle = ffi.gc(out[0], C.comfy_client_cancel_and_destroy) }, Client)
end

-- Queues a workflow in API format and returns at once.
function Client:queue(workflow)
    local out = ffi.new("comfy_task *[1]")
    call("comfy_client_queue_prompt", out, self.handle, workflow, nil)
    return setmetatable({ handle = ffi.gc(out[0], C.comfy_task_release), event = new "comfy_event" }, Task)
end

-- Cancels what runs and takes the client down.
function Client:close()
    C.comfy_client_cancel_and_destroy(ffi.gc(self.handle, nil))
end

function comfy.is_preview(event)
    return event.kind == C.COMFY_EVENT_KIND_PREVIEW and event.image ~= nil
end

return comfy
