-- A game with a painter in it. Arrow keys move the hero, space has a new picture painted, C cancels, Escape leaves.
--
--     make build
--     love examples/love
--
-- While the library samples on another core the game goes on at its full frame rate: once a frame it polls for events,
-- and it shows each preview on the canvas. README.md explains it.
local comfy = require "comfy"
local Painting = require "painting"

local CANVAS = { x = 192, y = 80, size = 256 }
local SHAPES = { "circle", "square", "star", "heart", "diamond", "cross" }
local COLOURS = { "red", "green", "blue", "yellow", "orange", "purple" }

local client, painting
local hero = { x = 60, y = 400, speed = 180 }
local stars = {}
local longest_frame = 0

local function read_file(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("*a")
    file:close()
    return text
end

-- Where the library and the model lie: beside the sources of libcomfy, unless the environment says otherwise. A game
-- that ships has all of it in its own folder.
local function find(variable, path)
    return os.getenv(variable) or love.filesystem.getSource() .. "/../../" .. path
end

function love.load()
    comfy.load(find("COMFY_LIBRARY", "dist/lib/libcomfy.so"), read_file(find("COMFY_HEADER", "dist/include/comfy.h")))
    love.filesystem.createDirectory("")
    client = comfy.client {
        base_directory = love.filesystem.getSaveDirectory(),
        models_directory = find("COMFY_MODELS", "examples/demo-model"),
        threads = 1, -- one core samples, the others are the game's
    }
    painting = Painting.new(client)
    for i = 1, 80 do
        stars[i] = { x = love.math.random() * 640, y = love.math.random() * 400, depth = love.math.random(1, 3) }
    end
end

local function new_picture()
    local background = love.math.random(#COLOURS)
    local colour = (background + love.math.random(#COLOURS - 1) - 1) % #COLOURS + 1
    painting.subject = { colour = COLOURS[colour], background = COLOURS[background] }
    painting.prompt = ("a large %s %s, %s background"):format(
        COLOURS[colour], SHAPES[love.math.random(#SHAPES)], COLOURS[background])
    painting:start(painting.prompt, love.math.random(1000000))
end

function love.keypressed(key)
    if key == "space" then
        longest_frame = 0
        new_picture()
    elseif key == "c" then
        painting:cancel()
    elseif key == "escape" then
        love.event.quit()
    end
end

local function direction(negative, positive)
    return (love.keyboard.isDown(positive) and 1 or 0) - (love.keyboard.isDown(negative) and 1 or 0)
end

function love.update(dt)
    longest_frame = math.max(longest_frame, dt)
    hero.x = math.max(0, math.min(600, hero.x + direction("left", "right") * hero.speed * dt))
    hero.y = math.max(360, math.min(440, hero.y + direction("up", "down") * hero.speed * dt))
    for _, star in ipairs(stars) do star.x = (star.x - star.depth * 20 * dt) % 640 end
    painting:update()
end

local STATUS = {
    empty = "Space: paint a picture",
    painting = "C: cancel",
    done = "Space: another picture",
    cancelled = "Cancelled. Space: another picture",
    failed = "It failed.",
}

function love.draw()
    love.graphics.clear(0.05, 0.06, 0.12)
    for _, star in ipairs(stars) do
        love.graphics.setColor(1, 1, 1, star.depth / 3)
        love.graphics.rectangle("fill", star.x, star.y, star.depth, star.depth)
    end
    love.graphics.setColor(0.45, 0.3, 0.2)
    love.graphics.rectangle("fill", CANVAS.x - 10, CANVAS.y - 10, CANVAS.size + 20, CANVAS.size + 20)
    painting:draw(CANVAS.x, CANVAS.y, CANVAS.size)
    if painting.state == "painting" then
        love.graphics.setColor(0.4, 0.8, 0.5)
        love.graphics.rectangle("fill", CANVAS.x, CANVAS.y + CANVAS.size + 14, CANVAS.size * painting.progress, 6)
    end
    love.graphics.setColor(0.9, 0.75, 0.3)
    love.graphics.rectangle("fill", hero.x, hero.y, 28, 36, 6)
    love.graphics.setColor(1, 1, 1)
    love.graphics.print(painting.prompt or "", 16, 16)
    love.graphics.print(painting.message or STATUS[painting.state], 16, 36)
    love.graphics.print(("%d fps, longest frame %.1f ms"):format(love.timer.getFPS(), longest_frame * 1000), 16, 456)
end

function love.quit()
    client:close()
end

-- For the test, which plays the game.
return { painting = function() return painting end, canvas = CANVAS }
