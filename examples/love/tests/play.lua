-- Plays the game of examples/love and looks at what it shows: the test of run.sh, which puts this file as main.lua over
-- the game's folder. Exits with 0 if all holds; the screenshots stay in the save directory.
love.filesystem.setRequirePath("game/?.lua;" .. love.filesystem.getRequirePath())
local game = require "game.main"
local update = love.update

-- Sums of squared differences of RGB decide which of these a pixel is.
local RGB = {
    red = { 230, 25, 25 }, green = { 20, 160, 40 }, blue = { 30, 60, 230 }, yellow = { 250, 225, 20 },
    orange = { 255, 140, 0 }, purple = { 130, 20, 150 },
}
local SLOWNESS = tonumber(os.getenv("COMFY_TEST_SLOWNESS") or 1)
local failures = 0

local function check(holds, what)
    if holds then return end
    failures = failures + 1
    io.stderr:write("failed: ", what, "\n")
end

local function nearest_colour(r, g, b)
    local best, name
    for candidate, rgb in pairs(RGB) do
        local distance = (r * 255 - rgb[1]) ^ 2 + (g * 255 - rgb[2]) ^ 2 + (b * 255 - rgb[3]) ^ 2
        if not best or distance < best then best, name = distance, candidate end
    end
    return name
end

-- What follows runs beside the game as a coroutine, resumed once a frame. `frames` has the lengths of the frames that
-- count: those in which it does not itself do work, as it does for a screenshot.
local frames, counts = {}, true

local function wait(what, holds, seconds)
    local limit = love.timer.getTime() + seconds * SLOWNESS
    repeat
        coroutine.yield()
        if love.timer.getTime() > limit then
            check(false, "waited in vain: " .. what)
            return false
        end
    until holds()
    return true
end

local function screenshot(name)
    local shot
    counts = false
    love.graphics.captureScreenshot(function(data) shot = data end)
    repeat coroutine.yield() until shot
    shot:encode("png", name .. ".png")
    coroutine.yield()
    counts = true
    return shot
end

-- Whether the canvas on the screen shows the texture, pixel for pixel, enlarged.
local function shows(shot, data)
    local canvas, scale = game.canvas, game.canvas.size / data:getWidth()
    for y = 0, data:getHeight() - 1 do
        for x = 0, data:getWidth() - 1 do
            local r, g, b = data:getPixel(x, y)
            local r2, g2, b2 = shot:getPixel(canvas.x + (x + 0.5) * scale, canvas.y + (y + 0.5) * scale)
            if math.abs(r - r2) + math.abs(g - g2) + math.abs(b - b2) > 3 / 255 then return false end
        end
    end
    return true
end

-- The colours of the canvas on the screen: the middle, and whether all corners agree, and on what.
local function subject_on(shot)
    local canvas = game.canvas
    local function at(x, y)
        return nearest_colour(shot:getPixel(canvas.x + x * canvas.size, canvas.y + y * canvas.size))
    end
    local corner = at(0.03, 0.03)
    for _, place in ipairs { { 0.97, 0.03 }, { 0.03, 0.97 }, { 0.97, 0.97 } } do
        if at(place[1], place[2]) ~= corner then corner = "not one colour" end
    end
    return at(0.5, 0.5), corner
end

local function percentile(values, share)
    table.sort(values)
    return values[math.max(1, math.ceil(#values * share))]
end

-- Takes a processor for so many seconds, as the sampler does.
local BUSY = [[
    local timer = require "love.timer"
    local finish = timer.getTime() + ...
    while timer.getTime() < finish do end
]]

-- Whether the game goes on at its full frame rate through a whole picture. What else the machine does makes frames
-- longer, never shorter, so one picture of some is enough; and where there is always something else, it has to go as well
-- as beside a mere loop.
local function any_picture_is_smooth(painting)
    for _ = 1, 12 do
        frames = {}
        local begun = love.timer.getTime()
        love.keypressed("space")
        wait("another picture", function() return painting.state == "done" end, 60)
        local seconds = love.timer.getTime() - begun
        check(#frames > 5, "there were frames while it painted")
        local median, longest = percentile(frames, 0.5), percentile(frames, 1)
        print(("%d frames while it painted: median %.1f ms, longest %.1f ms"):format(
            #frames, median * 1000, longest * 1000))
        if longest < 0.020 * SLOWNESS then return true end
        local loop = love.thread.newThread(BUSY)
        frames = {}
        loop:start(seconds)
        wait("the loop", function() return not loop:isRunning() end, 60)
        print(("%d frames beside a loop: longest %.1f ms"):format(#frames, percentile(frames, 1) * 1000))
        if longest < 1.5 * percentile(frames, 1) then return true end
    end
    return false
end

local function any_cancellation_is_quick(painting)
    for _ = 1, 12 do
        love.keypressed("space")
        wait("a preview", function() return painting.previews >= 3 end, 60)
        love.keypressed("c")
        local asked = love.timer.getTime()
        wait("the cancellation", function() return painting.state ~= "painting" end, 60)
        -- Where the game was held up, the picture may have been done before.
        if painting.state == "cancelled" then
            check(painting.previews < 30, "it was cancelled before its end")
            check(painting.data:getWidth() == 16, "the canvas keeps the preview")
            if love.timer.getTime() - asked < 0.5 * SLOWNESS then return true end
        end
    end
    return false
end

local function play()
    local painting = game.painting()
    wait("the first frames", function() return #frames >= 30 end, 20)
    check(painting.state == "empty", "the canvas is empty at first")
    love.math.setRandomSeed(1) -- the same pictures each time

    -- A picture, looked at while it is painted and when it is done.
    love.keypressed("space")
    if wait("a late preview", function() return painting.previews >= 22 end, 60) and painting.state == "painting" then
        local width = painting.data:getWidth()
        local before = painting.data:clone()
        local shot = screenshot("preview")
        check(width == 16, "previews are 16 pixels wide")
        -- The next preview may have come before the picture was taken.
        check(shows(shot, before) or painting.previews > 22 or painting.state == "done", "the canvas shows the preview")
        local middle, corner = subject_on(shot)
        check(middle == painting.subject.colour and corner == painting.subject.background,
            ("a late preview of %q shows %s on %s"):format(painting.prompt, middle, corner))
    end
    wait("the picture", function() return painting.state == "done" end, 60)
    check(painting.previews == 30, "a preview for each step")
    check(painting.progress == 1, "all nodes are done")
    local shot = screenshot("picture")
    check(painting.data:getWidth() == 128 and shows(shot, painting.data), "the canvas shows the picture")
    local middle, corner = subject_on(shot)
    check(middle == painting.subject.colour and corner == painting.subject.background,
        ("%q shows %s on %s"):format(painting.prompt, middle, corner))

    check(any_picture_is_smooth(painting), "all frames of a picture stay under 20 ms")

    -- A key cancels: the canvas keeps the preview, and the next picture is painted as ever.
    check(any_cancellation_is_quick(painting), "cancelling takes no half second")
    love.keypressed("space")
    wait("the picture after", function() return painting.state == "done" end, 60)

    -- An error is shown, and no error of the game.
    painting:start_workflow('{"1": {"class_type": "Nothing", "inputs": {}}}')
    wait("the error", function() return painting.state ~= "painting" end, 60)
    check(painting.state == "failed" and painting.message:find("Nothing", 1, true), "the error says what is missing")
    coroutine.yield()
end

local player = coroutine.create(play)

function love.errorhandler(message)
    io.stderr:write(debug.traceback(message, 2), "\n")
    return function() return 1 end
end

function love.update(dt)
    if counts then frames[#frames + 1] = dt end
    update(dt)
    local succeeded, reason = coroutine.resume(player)
    check(succeeded, tostring(reason))
    if coroutine.status(player) == "dead" then love.event.quit(failures == 0 and 0 or 1) end
end
