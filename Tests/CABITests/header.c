/* Compiled, not run, as C99, C11 and C++17 with every warning an error: the header must be clean on its own. */
#include <comfy.h>
#include <comfy.h>

static const comfy_client_options client_options = COMFY_CLIENT_OPTIONS_INIT;
static const comfy_prompt_options prompt_options = COMFY_PROMPT_OPTIONS_INIT;
static const comfy_model_file model_file = COMFY_MODEL_FILE_INIT;
static const comfy_image image = COMFY_IMAGE_INIT;
static const comfy_event event = COMFY_EVENT_INIT;
static const comfy_progress progress = COMFY_PROGRESS_INIT;

int main(void) {
    size_t sizes = client_options.size + prompt_options.size + model_file.size + image.size + event.size + progress.size;
    return sizes > 0 && COMFY_VERSION == comfy_version() ? 0 : 1;
}
