-- A picture that is painted while the game goes on: a prompt becomes a texture, step by step.
local comfy = require "comfy"

local Painting = {}
Painting.__index = Painting

local WORKFLOW = [[{
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "demo.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 128, "height": 128, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": %s, "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
    "3": {"class_type": "KSampler", "inputs": {
        "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0], "seed": %d,
        "steps": 30, "cfg": 2.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "PreviewImage", "inputs": {"images": ["8", 0]}}}]]

-- An empty canvas. `client` is a comfy client.
function Painting.new(client)
    return setmetatable({ client = client, state = "empty", progress = 0, previews = 0 }, Painting)
end

-- Begins to paint; what was being painted is given up.
function Painting:start(prompt, seed)
    self:start_workflow(WORKFLOW:format(comfy.quote(prompt), seed))
end

function Painting:start_workflow(workflow)
    self:cancel()
    if self.task then self.task:release() end
    self.task = self.client:queue(workflow)
    self.state, self.progress, self.previews, self.message = "painting", 0, 0, nil
end

-- Asks for the end; the canvas keeps what there is.
function Painting:cancel()
    if self.state == "painting" then self.task:cancel() end
end

-- Shows an image of the library as the texture.
function Painting:show(image)
    local width, height = tonumber(image.width), tonumber(image.height)
    if not self.data or self.data:getWidth() ~= width or self.data:getHeight() ~= height then
        self.data = love.image.newImageData(width, height, "rgba8")
        comfy.copy_image(image, self.data)
        self.texture = love.graphics.newImage(self.data)
        self.texture:setFilter("nearest", "nearest")
    else
        comfy.copy_image(image, self.data)
        self.texture:replacePixels(self.data)
    end
end

-- Once a frame: takes what has come, and never waits.
function Painting:update()
    if self.state ~= "painting" then return end
    local has_ended = self.task:poll(function(event)
        if comfy.is_preview(event) then
            self.previews = self.previews + 1
            self:show(event.image)
        end
    end)
    self.progress = self.task:progress()
    if not has_ended then return end
    local succeeded, failure = pcall(self.task.result, self.task)
    if succeeded then
        self.state = "done"
        self:show(self.task:image(0))
    elseif failure.status == "cancelled" then
        self.state = "cancelled"
    else
        self.state, self.message = "failed", tostring(failure)
    end
end

function Painting:draw(x, y, size)
    love.graphics.setColor(0.2, 0.2, 0.22)
    love.graphics.rectangle("fill", x, y, size, size)
    if self.texture then
        love.graphics.setColor(1, 1, 1)
        love.graphics.draw(self.texture, x, y, 0, size / self.texture:getWidth(), size / self.texture:getHeight())
    end
end

return Painting
