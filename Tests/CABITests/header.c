/* Compiled, not run, as C99, C11 and C++17 with every warning an error: the header must be clean on its own. */
#include <comfy.h>
#include <comfy.h>
#include <comfy_dlpack.h>
#include <comfy_dlpack.h>

static const comfy_client_options client_options = COMFY_CLIENT_OPTIONS_INIT;
static const comfy_prompt_options prompt_options = COMFY_PROMPT_OPTIONS_INIT;
static const comfy_model_file model_file = COMFY_MODEL_FILE_INIT;
static const comfy_image image = COMFY_IMAGE_INIT;
static const comfy_event event = COMFY_EVENT_INIT;
static const comfy_progress progress = COMFY_PROGRESS_INIT;
static const comfy_node_functions node_functions = COMFY_NODE_FUNCTIONS_INIT;
static const comfy_node_call_info node_call_info = COMFY_NODE_CALL_INFO_INIT;
static const comfy_node_result node_result = COMFY_NODE_RESULT_INIT;

int main(void) {
    size_t sizes = client_options.size + prompt_options.size + model_file.size + image.size + event.size + progress.size +
        node_functions.size + node_call_info.size + node_result.size + sizeof(DLManagedTensorVersioned);
    return sizes > 0 && COMFY_VERSION == comfy_version() ? 0 : 1;
}
