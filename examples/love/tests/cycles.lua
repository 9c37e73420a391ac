-- Create, use, close, a thousand times: nothing may stay behind. Run by run.sh, without a window.
love.filesystem.setRequirePath("game/?.lua;" .. love.filesystem.getRequirePath())
local comfy = require "comfy"
local ffi = require "ffi"

local SHOW = [[{"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 1, "color": 7}},
    "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}]]

local function resources()
    collectgarbage()
    collectgarbage()
    local result = {}
    for line in io.lines("/proc/self/status") do
        local name, value = line:match("^(%w+):%s+(%d+)")
        if name == "VmRSS" or name == "Threads" then result[name] = tonumber(value) end
    end
    -- The process of `ls` is another one: it is asked about this one.
    local pid = tonumber(io.open("/proc/self/stat"):read("*n"))
    local listing = io.popen("ls /proc/" .. pid .. "/fd | wc -l")
    result.descriptors = listing:read("*n")
    listing:close()
    return result
end

local function finish(task)
    while not task:poll(function(event) assert(event.json_length > 0) end) do love.timer.sleep(0.0002) end
end

local function cycle(directory)
    local client = comfy.client { base_directory = directory, threads = 2 }
    local task = client:queue(SHOW)
    finish(task)
    assert(#task:result() > 0 and task:progress() == 1)
    local image = task:image(0)
    assert(image.width == 8 and image.pixels[2] == 7)
    task:release()
    local invalid = client:queue '{"1": {"class_type": "Nothing", "inputs": {}}}'
    finish(invalid)
    local succeeded, failure = pcall(invalid.result, invalid)
    assert(not succeeded and failure.status == "validation_failed" and failure.details)
    -- This task is left to the collector.
    client:close()
end

function love.load()
    local header = assert(io.open(os.getenv("COMFY_HEADER"))):read("*a")
    comfy.load(os.getenv("COMFY_LIBRARY"), header)
    assert(ffi.sizeof("comfy_event") == 96 and ffi.sizeof("comfy_image") == 88)
    love.filesystem.createDirectory("")
    local directory = love.filesystem.getSaveDirectory()
    for _ = 1, 100 do cycle(directory) end
    -- The allocator's memory may grow for a while; what leaks grows each time.
    for _ = 1, 3 do
        local before = resources()
        for _ = 1, 1000 do cycle(directory) end
        local after = resources()
        -- A thread that was waited for is listed until the system has taken it away.
        for _ = 1, 1000 do
            if after.descriptors <= before.descriptors and after.Threads <= before.Threads then break end
            love.timer.sleep(0.01)
            after = resources()
        end
        print(("cycles: descriptors %d -> %d, threads %d -> %d, resident %d -> %d KiB"):format(
            before.descriptors, after.descriptors, before.Threads, after.Threads, before.VmRSS, after.VmRSS))
        assert(after.descriptors <= before.descriptors and after.Threads <= before.Threads)
        if after.VmRSS - before.VmRSS < 2048 then return love.event.quit() end
    end
    error("the memory grows with each series of cycles")
end

function love.errorhandler(message)
    io.stderr:write(message, "\n")
    return function() return 1 end
end
