/*
 * libcomfy for C++17: RAII over comfy.h, which stays the manual of what the functions do.
 *
 * SPDX-License-Identifier: MIT
 *
 *     comfy::client_options options;
 *     options.models_directory = "models";
 *     comfy::client client(options);
 *     comfy::task task = client.queue_prompt(workflow);
 *     for (const comfy::event_view &event : task.events())
 *         if (auto preview = event.image()) show(preview->pixels(), preview->width(), preview->height());
 *     std::cout << task.result();
 *
 * ERRORS. A call that fails throws comfy::error. With COMFY_HPP_NO_EXCEPTIONS defined, or under -fno-exceptions, what
 * would throw returns comfy::result<T> instead, a value or an error; clients are then made with client::create. The two
 * ways have different symbols, so they may meet in one program. Below, `outcome<T>` is T or result<T>.
 *
 * THREADS. As in comfy.h: everything may be called from any thread; only one thread at a time may poll one task or one
 * client, and an object must not be moved or destroyed while others use it.
 *
 * OWNERSHIP. client and task own their handles and move, but don't copy. Views (event_view, image_view, span) borrow:
 * an event's until the next poll of the same source, an output image's until its task is gone. What you pass in is
 * copied, except memory in add_model_file.
 */
#ifndef COMFY_HPP
#define COMFY_HPP

#include <comfy.h>
#include <comfy_dlpack.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#if defined(__SANITIZE_THREAD__)
#define COMFY_HPP_THREAD_SANITIZER
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define COMFY_HPP_THREAD_SANITIZER
#endif
#endif
#ifdef COMFY_HPP_THREAD_SANITIZER
extern "C" void __tsan_acquire(void *);
extern "C" void __tsan_release(void *);
#endif

#if !defined(COMFY_HPP_NO_EXCEPTIONS) && !defined(__cpp_exceptions)
#define COMFY_HPP_NO_EXCEPTIONS
#endif

namespace comfy {
namespace detail {

/* ThreadSanitizer does not see what the library orders, so this header says it: what a thread did before it handed something
 * over is done for the one that takes it over. Without ThreadSanitizer these are nothing. */
#ifdef COMFY_HPP_THREAD_SANITIZER
inline void hand_over(const void *what) noexcept { __tsan_release(const_cast<void *>(what)); }
inline void take_over(const void *what) noexcept { __tsan_acquire(const_cast<void *>(what)); }
#else
inline void hand_over(const void *) noexcept {}
inline void take_over(const void *) noexcept {}
#endif
/** What all callbacks together have done, which who waits for the end of a task may look at. */
inline char done_in_callbacks = 0;

/** How many callbacks of the library this thread is in. */
inline thread_local int callback_depth = 0;
struct callback_scope {
    /** `used`: what the callback uses of the program's. */
    explicit callback_scope(const void *used) noexcept : used_(used) {
        ++callback_depth;
        take_over(used_);
    }
    ~callback_scope() {
        done();
        --callback_depth;
    }
    /** Before the library is told what others wait for. */
    void done() const noexcept {
        hand_over(used_);
        hand_over(&done_in_callbacks);
    }
    callback_scope(const callback_scope &) = delete;
    callback_scope &operator=(const callback_scope &) = delete;

private:
    const void *used_;
};

}  // namespace detail

#ifdef COMFY_HPP_NO_EXCEPTIONS
inline namespace with_results {
#else
inline namespace with_exceptions {
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Statuses, errors, results
 */

/** COMFY_STATUS_...; values of newer libraries pass through. */
enum class status : comfy_status {
    ok = COMFY_STATUS_OK,
    timeout = COMFY_STATUS_TIMEOUT,
    end = COMFY_STATUS_END,
    invalid_argument = COMFY_STATUS_INVALID_ARGUMENT,
    invalid_handle = COMFY_STATUS_INVALID_HANDLE,
    invalid_struct = COMFY_STATUS_INVALID_STRUCT,
    invalid_utf8 = COMFY_STATUS_INVALID_UTF8,
    invalid_json = COMFY_STATUS_INVALID_JSON,
    invalid_configuration = COMFY_STATUS_INVALID_CONFIGURATION,
    not_found = COMFY_STATUS_NOT_FOUND,
    not_ready = COMFY_STATUS_NOT_READY,
    queue_full = COMFY_STATUS_QUEUE_FULL,
    validation_failed = COMFY_STATUS_VALIDATION_FAILED,
    execution_failed = COMFY_STATUS_EXECUTION_FAILED,
    cancelled = COMFY_STATUS_CANCELLED,
    closed = COMFY_STATUS_CLOSED,
    unsupported = COMFY_STATUS_UNSUPPORTED,
    io = COMFY_STATUS_IO,
    out_of_resources = COMFY_STATUS_OUT_OF_RESOURCES,
    internal = COMFY_STATUS_INTERNAL,
    already_exists = COMFY_STATUS_ALREADY_EXISTS,
};

/** "invalid_handle", "ok", ... */
inline const char *status_name(status value) noexcept { return comfy_status_name(static_cast<comfy_status>(value)); }

/** Why a call failed. */
class error : public std::exception {
public:
    error(status code, std::string message, std::string details = {})
        : code_(code), message_(std::move(message)), details_(std::move(details)) {}

    status code() const noexcept { return code_; }
    /** One or more lines for people. */
    const char *what() const noexcept override { return message_.c_str(); }
    const std::string &message() const noexcept { return message_; }
    /** JSON, or empty: ComfyUI's validation errors, or the data of its execution_error. */
    const std::string &details() const noexcept { return details_; }

private:
    status code_;
    std::string message_;
    std::string details_;
};

/** A value, or the error that came instead. Asking for the one that is not there throws the error, or aborts. */
template <class T>
class [[nodiscard]] result {
public:
    result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    result(comfy::error reason) : content_(std::in_place_index<1>, std::move(reason)) {}

    bool has_value() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }
    T &value() & {
        require_value();
        return *std::get_if<0>(&content_);
    }
    const T &value() const & {
        require_value();
        return *std::get_if<0>(&content_);
    }
    T &&value() && { return std::move(value()); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(value()); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    const comfy::error &error() const {
        if (has_value()) std::abort();
        return *std::get_if<1>(&content_);
    }

private:
    void require_value() const {
        if (has_value()) return;
#ifdef COMFY_HPP_NO_EXCEPTIONS
        std::abort();
#else
        throw *std::get_if<1>(&content_);
#endif
    }

    std::variant<T, comfy::error> content_;
};

#ifdef COMFY_HPP_NO_EXCEPTIONS
namespace glue {
template <class T> struct outcome_of { using type = result<T>; };
template <> struct outcome_of<void> { using type = result<std::monostate>; };
template <class T> result<T> deliver(result<T> value) { return value; }
inline result<std::monostate> deliver_nothing(result<std::monostate> value) { return value; }
}  // namespace glue
#else
namespace glue {
template <class T> struct outcome_of { using type = T; };
template <class T> T deliver(result<T> value) { return std::move(value).value(); }
inline void deliver_nothing(const result<std::monostate> &value) { value.value(); }
}  // namespace glue
#endif

/** What a call that may fail returns: T, or result<T> without exceptions (result<std::monostate> for void). */
template <class T>
using outcome = typename glue::outcome_of<T>::type;

/* ---------------------------------------------------------------------------------------------------------------------
 * Spans
 */

/** A stretch of borrowed memory: the part of C++20's std::span that is needed here, and convertible to it. */
template <class T>
class span {
public:
    using element_type = T;
    using value_type = std::remove_cv_t<T>;
    using iterator = T *;

    constexpr span() noexcept = default;
    constexpr span(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
    /** From anything with data() and size(): vectors, arrays, strings, std::span. */
    template <class C, class = std::enable_if_t<std::is_convertible_v<decltype(std::declval<C &>().data()), T *>>>
    constexpr span(C &&container) noexcept : data_(container.data()), size_(container.size()) {}

    constexpr T *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr T *begin() const noexcept { return data_; }
    constexpr T *end() const noexcept { return data_ + size_; }
    constexpr T &operator[](std::size_t index) const noexcept { return data_[index]; }
    constexpr span subspan(std::size_t offset, std::size_t count) const noexcept { return {data_ + offset, count}; }

private:
    T *data_ = nullptr;
    std::size_t size_ = 0;
};

/* ---------------------------------------------------------------------------------------------------------------------
 * What carries the calls
 */

namespace glue {

/** Calls `function(comfy_error **)`; nothing, or the error if the status is negative. Puts the status into `code`. */
template <class F>
std::optional<error> attempt(F &&function, comfy_status &code) {
    comfy_error *reason = nullptr;
    code = function(&reason);
    if (code >= 0) return std::nullopt;
    std::unique_ptr<comfy_error, void (*)(comfy_error *)> owner(reason, comfy_error_release);
    const char *details = comfy_error_details(reason);
    return error(static_cast<status>(code), comfy_error_message(reason), details == nullptr ? "" : details);
}

/** A call without a result. */
template <class F>
outcome<void> run(F &&function) {
    comfy_status code;
    if (auto reason = attempt(function, code)) return deliver_nothing(std::move(*reason));
    return deliver_nothing(std::monostate());
}

/** A call that may time out: whether it did not. */
template <class F>
outcome<bool> wait(F &&function) {
    comfy_status code;
    if (auto reason = attempt(function, code)) return deliver(result<bool>(std::move(*reason)));
    detail::take_over(&detail::done_in_callbacks);
    return deliver(result<bool>(code == COMFY_STATUS_OK));
}

/** A call `function(T *out, comfy_error **)`. */
template <class T, class F>
result<T> try_get(F &&function, T value = {}) {
    comfy_status code;
    if (auto reason = attempt([&](comfy_error **e) { return function(&value, e); }, code)) return std::move(*reason);
    return value;
}
template <class T, class F>
outcome<T> get(F &&function, T value = {}) {
    return deliver(try_get<T>(std::forward<F>(function), std::move(value)));
}

/** The same for a call that needs its result made over. */
template <class To, class From, class F>
outcome<To> map(const result<From> &from, F &&function) {
    return deliver(from ? result<To>(function(*from)) : result<To>(from.error()));
}

/** A call `function(char **out, comfy_error **)` for loose text. */
template <class F>
result<std::string> try_text(F &&function) {
    auto text = try_get<char *>(std::forward<F>(function));
    if (!text) return text.error();
    std::unique_ptr<char, void (*)(void *)> owner(*text, comfy_free);
    return std::string(owner.get());
}
template <class F>
outcome<std::string> text(F &&function) {
    return deliver(try_text(std::forward<F>(function)));
}

/** Text for C. A NUL inside would cut it short; as the overlong form of NUL the library refuses it instead. */
inline const char *c_text(const std::string &text) noexcept {
    return text.find('\0') == std::string::npos ? text.c_str() : "\xc0\x80";
}
/** NULL for empty text, which stands for the default. */
inline const char *c_text_or_null(const std::string &text) noexcept { return text.empty() ? nullptr : c_text(text); }
inline std::string_view view(const char *text) noexcept { return text == nullptr ? std::string_view() : text; }

}  // namespace glue

/** `text` as a JSON string with its quotes, to be put into a workflow. */
inline std::string quote(std::string_view text) {
    static const char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (unsigned char c : text) {
        if (c == '"' || c == '\\') {
            (out += '\\') += static_cast<char>(c);
        } else if (c < 0x20) {
            ((out += "\\u00") += digits[c >> 4]) += digits[c & 15];
        } else {
            out += static_cast<char>(c);
        }
    }
    return out += '"';
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Library
 */

/** The version that runs, as in "0.1.0". */
inline std::string version() { return comfy_version_string(); }

/** JSON: what the library is made of and sees. */
inline outcome<std::string> build_info() {
    return glue::text([](char **out, comfy_error **e) { return comfy_get_build_info(out, e); });
}

/** JSON: the kinds of model folders, as comfy_get_folder_categories has them. */
inline outcome<std::string> folder_categories() {
    return glue::text([](char **out, comfy_error **e) { return comfy_get_folder_categories(out, e); });
}

/** JSON: the keys of the configuration, as comfy_get_configuration_keys has them. */
inline outcome<std::string> configuration_keys() {
    return glue::text([](char **out, comfy_error **e) { return comfy_get_configuration_keys(out, e); });
}

/** JSON: the schemas of ComfyUI's own node classes, or of one, as comfy_get_core_node_schemas has them. */
inline outcome<std::string> core_node_schemas(const char *class_name = nullptr) {
    return glue::text([&](char **out, comfy_error **e) { return comfy_get_core_node_schemas(out, class_name, e); });
}

/** The prompt in API format that ComfyUI's editor would send for a workflow of any form. `schemas`: classes that the
 * library does not know, as ComfyUI's /object_info has them. */
inline outcome<std::string> convert_workflow(const std::string &workflow, const std::string &schemas = {}) {
    return glue::text([&](char **out, comfy_error **e) {
        return comfy_workflow_convert(out, nullptr, glue::c_text(workflow), glue::c_text_or_null(schemas), e);
    });
}

/** The workflow in a file's bytes: a JSON file, or a picture or latent that ComfyUI saved. */
inline outcome<std::string> read_workflow(const void *data, std::size_t byte_count) {
    return glue::text(
        [&](char **out, comfy_error **e) { return comfy_workflow_read(out, data, byte_count, e); });
}

/** JSON: where a workflow of any form has its prompts, seeds and pictures, as comfy_workflow_find_inputs has them. */
inline outcome<std::string> find_inputs(const std::string &workflow) {
    return glue::text([&](char **out, comfy_error **e) {
        return comfy_workflow_find_inputs(out, nullptr, glue::c_text(workflow), e);
    });
}

/** The workflow in API format with another value, as JSON, of an input of a node: its id, class or title. */
inline outcome<std::string> set_input(
    const std::string &workflow, const std::string &node, const std::string &input, const std::string &value) {
    return glue::text([&](char **out, comfy_error **e) {
        return comfy_workflow_set_input(
            out, nullptr, glue::c_text(workflow), glue::c_text(node), glue::c_text(input), glue::c_text(value), e);
    });
}

/** The workflow in API format with other texts of its prompt; nullptr leaves a text as it is. */
inline outcome<std::string> set_prompt(
    const std::string &workflow, const char *positive, const char *negative = nullptr) {
    return glue::text([&](char **out, comfy_error **e) {
        return comfy_workflow_set_prompt(out, nullptr, glue::c_text(workflow), positive, negative, e);
    });
}

/** The workflow in API format with another seed in all nodes that have one. */
inline outcome<std::string> set_seed(const std::string &workflow, std::uint64_t seed) {
    return glue::text([&](char **out, comfy_error **e) {
        return comfy_workflow_set_seed(out, nullptr, glue::c_text(workflow), seed, e);
    });
}

enum class log_level : comfy_log_level {
    none = COMFY_LOG_LEVEL_NONE,
    error = COMFY_LOG_LEVEL_ERROR,
    warning = COMFY_LOG_LEVEL_WARNING,
    info = COMFY_LOG_LEVEL_INFO,
    debug = COMFY_LOG_LEVEL_DEBUG,
};

/** A message with what it is about. Views live during the call. */
struct log_record {
    log_level level = log_level::none;
    /** One line without a line end. */
    std::string_view message;
    /** A JSON object, as in {"prompt_id": "...", "seconds": 1.5}; "{}" if there is no more to say. */
    std::string_view fields;
    std::chrono::system_clock::time_point time;
};

/** Gets one line without a line end. Called on any thread, also on several at a time; must not throw. */
using log_function = std::function<void(log_level, std::string_view)>;
/** The same with what the line is about. */
using log_record_function = std::function<void(const log_record &)>;

namespace glue {
struct log_state {
    std::mutex mutex;
    std::unique_ptr<log_record_function> current;
};
inline log_state &log() {
    static log_state state;
    return state;
}
inline void call_log(const comfy_log_record *raw, void *user_data) noexcept {
    detail::callback_scope scope(user_data);
    const std::chrono::milliseconds since_1970(raw->timestamp_ms);
    (*static_cast<log_record_function *>(user_data))(
        {static_cast<log_level>(raw->level), view(raw->message), view(raw->fields),
         std::chrono::system_clock::time_point(since_1970)});
}
}  // namespace glue

/** Sends messages of `level` and more important ones to `function`, for the whole process; an empty one stops it.
 * Not from within a callback (status::invalid_argument). When it returns, the former function runs no more. */
inline outcome<void> set_log_record_callback(log_level level, log_record_function function) {
    if (detail::callback_depth > 0)
        return glue::deliver_nothing(error(status::invalid_argument, "set_log_callback: called from a callback"));
    glue::log_state &state = glue::log();
    std::lock_guard<std::mutex> lock(state.mutex);
    auto next = function ? std::make_unique<log_record_function>(std::move(function)) : nullptr;
    comfy_status code;
    auto reason = glue::attempt(
        [&](comfy_error **) {
            return comfy_set_log_record_callback(
                static_cast<comfy_log_level>(level), next ? glue::call_log : nullptr, next.get());
        },
        code);
    if (reason) return glue::deliver_nothing(std::move(*reason));
    state.current = std::move(next);
    return glue::deliver_nothing(std::monostate());
}

/** As set_log_record_callback, and in its place: the process has one callback, of either kind. */
inline outcome<void> set_log_callback(log_level level, log_function function) {
    if (!function) return set_log_record_callback(level, {});
    return set_log_record_callback(
        level, [function = std::move(function)](const log_record &record) { function(record.level, record.message); });
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Images and events
 */

enum class pixel_format : comfy_pixel_format {
    gray8 = COMFY_PIXEL_FORMAT_GRAY8,
    rgb8 = COMFY_PIXEL_FORMAT_RGB8,
    rgba8 = COMFY_PIXEL_FORMAT_RGBA8,
};

/** A borrowed image: 8 bits a channel, rows from the top down. */
class image_view {
public:
    /** An image to hand in; `stride` is in bytes, and 0 means width * channels. The format says how many channels. */
    image_view(
        span<const std::uint8_t> pixels, std::int64_t width, std::int64_t height, pixel_format format,
        std::int64_t stride = 0)
        : raw_(COMFY_IMAGE_INIT) {
        raw_.channels = static_cast<std::int64_t>(format);
        // What is out of range is left for is_consistent to find.
        raw_.stride = stride == 0 && width > 0 && width < limit ? width * raw_.channels : stride;
        raw_.pixels = pixels.data();
        raw_.width = width;
        raw_.height = height;
        raw_.format = static_cast<comfy_pixel_format>(format);
        available_ = pixels.size();
    }
    explicit image_view(const comfy_image &raw) : raw_(raw) { available_ = needed(); }

    /** All bytes, from the first of the first row to the last of the last. */
    span<const std::uint8_t> pixels() const noexcept { return {raw_.pixels, available_}; }
    /** One row, without padding; `y` below height(). */
    span<const std::uint8_t> row(std::int64_t y) const noexcept {
        return {raw_.pixels + y * raw_.stride, static_cast<std::size_t>(raw_.width * raw_.channels)};
    }
    std::int64_t width() const noexcept { return raw_.width; }
    std::int64_t height() const noexcept { return raw_.height; }
    /** Bytes a pixel: 1, 3 or 4. */
    std::int64_t channels() const noexcept { return raw_.channels; }
    /** Bytes from one row to the next. */
    std::int64_t stride() const noexcept { return raw_.stride; }
    pixel_format format() const noexcept { return static_cast<pixel_format>(raw_.format); }
    /** Its place among the images of its node. */
    int index() const noexcept { return raw_.index; }
    /** The node that it is of; these are empty where there is nothing to say. */
    std::string_view node_id() const noexcept { return glue::view(raw_.node_id); }
    std::string_view filename() const noexcept { return glue::view(raw_.filename); }
    std::string_view subfolder() const noexcept { return glue::view(raw_.subfolder); }
    /** "output", "temp" or "input". */
    std::string_view type() const noexcept { return glue::view(raw_.type); }

    const comfy_image &raw() const noexcept { return raw_; }
    /** Whether pixels() holds all rows that the measures promise. */
    bool is_consistent() const noexcept {
        return raw_.width > 0 && raw_.height > 0 && raw_.width < limit && raw_.height < limit &&
               raw_.stride >= raw_.width * raw_.channels && raw_.stride < limit && available_ >= needed();
    }

private:
    static constexpr std::int64_t limit = std::int64_t(1) << 31;

    std::size_t needed() const noexcept {
        return static_cast<std::size_t>((raw_.height - 1) * raw_.stride + raw_.width * raw_.channels);
    }

    comfy_image raw_;
    std::size_t available_ = 0;
};

enum class event_kind : comfy_event_kind {
    other = COMFY_EVENT_KIND_OTHER,
    execution_start = COMFY_EVENT_KIND_EXECUTION_START,
    execution_cached = COMFY_EVENT_KIND_EXECUTION_CACHED,
    executing = COMFY_EVENT_KIND_EXECUTING,
    progress = COMFY_EVENT_KIND_PROGRESS,
    progress_state = COMFY_EVENT_KIND_PROGRESS_STATE,
    preview = COMFY_EVENT_KIND_PREVIEW,
    executed = COMFY_EVENT_KIND_EXECUTED,
    execution_success = COMFY_EVENT_KIND_EXECUTION_SUCCESS,
    execution_error = COMFY_EVENT_KIND_EXECUTION_ERROR,
    execution_interrupted = COMFY_EVENT_KIND_EXECUTION_INTERRUPTED,
    status = COMFY_EVENT_KIND_STATUS,
    progress_text = COMFY_EVENT_KIND_PROGRESS_TEXT,
    /** Something in a file or an input was left out or not done as it says. */
    warning = COMFY_EVENT_KIND_WARNING,
    /** The last event of every prompt; for who listens to the client. */
    prompt_finished = COMFY_EVENT_KIND_PROMPT_FINISHED,
};

enum class task_state : comfy_task_state {
    queued = COMFY_TASK_STATE_QUEUED,
    running = COMFY_TASK_STATE_RUNNING,
    success = COMFY_TASK_STATE_SUCCESS,
    error = COMFY_TASK_STATE_ERROR,
    cancelled = COMFY_TASK_STATE_CANCELLED,
};

/** Where a task stands. */
struct progress {
    task_state state = task_state::queued;
    /** The node that runs; empty if none does. */
    std::string node_id;
    /** Steps of that node, done and in all. */
    double value = 0, max = 0;
    /** 0...1: the time that is over, as a share of what the prompt takes in all. */
    double overall = 0;
    std::size_t nodes_done = 0, nodes_total = 0;
    /** 0 where the node has no steps, or has not done one yet. */
    double seconds_per_step = 0;
    double seconds_elapsed = 0;
    /** To the end of the prompt; negative before that can be said. */
    double seconds_left = -1;

    /** Copies what the library lent. */
    static progress from(const comfy_progress &raw) {
        return {static_cast<task_state>(raw.state), std::string(glue::view(raw.node_id)), raw.value, raw.max,
                raw.overall, raw.nodes_done, raw.nodes_total, raw.seconds_per_step, raw.seconds_elapsed,
                raw.seconds_left};
    }
};

/** A borrowed event: valid until the next poll of its source, or during the callback. */
class event_view {
public:
    explicit event_view(const comfy_event &raw) noexcept : raw_(raw) {}

    event_kind kind() const noexcept { return static_cast<event_kind>(raw_.kind); }
    /** "execution_start", "progress", ... */
    std::string_view name() const noexcept { return glue::view(raw_.name); }
    /** The event's data, ComfyUI's fields. */
    std::string_view json() const noexcept { return {raw_.json, raw_.json_length}; }
    /** Empty for "status". */
    std::string_view prompt_id() const noexcept { return glue::view(raw_.prompt_id); }
    /** Empty if it is for everybody. */
    std::string_view client_id() const noexcept { return glue::view(raw_.client_id); }
    /** The pixels of a preview. */
    std::optional<image_view> image() const {
        return raw_.image == nullptr ? std::nullopt : std::optional<image_view>(std::in_place, *raw_.image);
    }
    /** Where the prompt stood, if it is of the kind `progress`. */
    std::optional<comfy::progress> progress() const {
        return raw_.progress == nullptr ? std::nullopt : std::optional<comfy::progress>(comfy::progress::from(*raw_.progress));
    }
    /** Number within its client, from 1. */
    std::uint64_t sequence() const noexcept { return raw_.sequence; }
    /** How many events this source dropped before this one. */
    std::uint64_t dropped() const noexcept { return raw_.dropped; }
    std::chrono::system_clock::time_point time() const noexcept {
        return std::chrono::system_clock::time_point(std::chrono::milliseconds(raw_.timestamp_ms));
    }
    const comfy_event &raw() const noexcept { return raw_; }

private:
    comfy_event raw_;
};

/** For every timeout: wait as long as it takes. */
inline constexpr std::chrono::milliseconds forever{-1};

/** What a poll brought: an event, or that there was none in time, or that there will be none. */
class polled {
public:
    polled(comfy_status code, const comfy_event &event) noexcept : code_(static_cast<status>(code)), event_(event) {}
    explicit operator bool() const noexcept { return code_ == status::ok; }
    bool timed_out() const noexcept { return code_ == status::timeout; }
    bool ended() const noexcept { return code_ == status::end; }
    /** Only if there is one. */
    const event_view &operator*() const noexcept { return event_; }
    const event_view *operator->() const noexcept { return &event_; }

private:
    status code_;
    event_view event_;
};

namespace glue {
template <class F>
outcome<polled> poll(F &&function) {
    comfy_event event = COMFY_EVENT_INIT;
    comfy_status code;
    if (auto reason = attempt([&](comfy_error **e) { return function(&event, e); }, code))
        return deliver(result<polled>(std::move(*reason)));
    detail::take_over(&detail::done_in_callbacks);
    return deliver(result<polled>(polled(code, event)));
}
}  // namespace glue

/** The events of a source as a range, each waited for, until its stream ends. It is for one pass.
 * Without exceptions an error ends it early: see failure(). */
template <class Source>
class event_range {
public:
    explicit event_range(Source &source) : source_(&source) {}

    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = event_view;
        using difference_type = std::ptrdiff_t;
        using pointer = const event_view *;
        using reference = const event_view &;

        iterator() = default;
        explicit iterator(event_range *range) : range_(range) { advance(); }
        reference operator*() const { return **range_->current_; }
        pointer operator->() const { return &**range_->current_; }
        iterator &operator++() {
            advance();
            return *this;
        }
        void operator++(int) { advance(); }
        bool operator==(const iterator &other) const noexcept { return range_ == other.range_; }
        bool operator!=(const iterator &other) const noexcept { return range_ != other.range_; }

    private:
        void advance() {
            if (!range_->next()) range_ = nullptr;
        }
        event_range *range_ = nullptr;
    };

    iterator begin() { return iterator(this); }
    iterator end() { return {}; }
    /** The error that ended the range, if one did. */
    const std::optional<error> &failure() const noexcept { return failure_; }

private:
    bool next() {
#ifdef COMFY_HPP_NO_EXCEPTIONS
        auto event = source_->poll_event(forever);
        if (!event) {
            failure_ = event.error();
            return false;
        }
        current_ = *event;
#else
        current_ = source_->poll_event(forever);
#endif
        return static_cast<bool>(*current_);
    }

    Source *source_;
    std::optional<polled> current_;
    std::optional<error> failure_;
};

/* ---------------------------------------------------------------------------------------------------------------------
 * Tasks
 */

/** A queued workflow. Letting go of it neither stops nor disturbs the work: cancel() does. */
class task {
public:
    /** Takes over a handle of comfy.h. */
    explicit task(comfy_task *handle) noexcept : handle_(handle) {}
    task(task &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    task &operator=(task &&other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~task() { comfy_task_release(handle_); }

    comfy_task *handle() const noexcept { return handle_; }

    outcome<std::string> prompt_id() const {
        return glue::text([&](char **out, comfy_error **e) { return comfy_task_get_prompt_id(out, handle_, e); });
    }
    outcome<task_state> state() const {
        return glue::map<task_state>(
            glue::try_get<comfy_task_state>(
                [&](comfy_task_state *out, comfy_error **e) { return comfy_task_get_state(out, handle_, e); }),
            [](comfy_task_state raw) { return static_cast<task_state>(raw); });
    }
    outcome<comfy::progress> progress() const {
        return glue::map<comfy::progress>(
            glue::try_get<comfy_progress>(
                [&](comfy_progress *out, comfy_error **e) { return comfy_task_get_progress(out, handle_, e); },
                COMFY_PROGRESS_INIT),
            comfy::progress::from);
    }

    /** Waits until the task has finished, however; false if it has not in time. */
    outcome<bool> wait(std::chrono::milliseconds timeout = forever) const {
        return glue::wait([&](comfy_error **e) { return comfy_task_wait(handle_, timeout.count(), e); });
    }
    /** Asks the task to end, from any thread. */
    outcome<void> cancel() const {
        return glue::run([&](comfy_error **e) { return comfy_task_cancel(handle_, e); });
    }

    /** The outputs of a task that succeeded, as JSON by node. The errors are not_ready, validation_failed,
     * execution_failed and cancelled. */
    outcome<std::string> result() const {
        return glue::text([&](char **out, comfy_error **e) { return comfy_task_get_result(out, handle_, e); });
    }
    /** Why a task did not succeed, as JSON; not_found if there is nothing to say. */
    outcome<std::string> error_json() const {
        return glue::text([&](char **out, comfy_error **e) { return comfy_task_get_error(out, handle_, e); });
    }
    /** What was left out or not done as files and inputs say, so far: a JSON array of the data of its `warning`s. */
    outcome<std::string> warnings_json() const {
        return glue::text([&](char **out, comfy_error **e) { return comfy_task_get_warnings(out, handle_, e); });
    }
    outcome<std::size_t> image_count() const {
        return glue::get<std::size_t>(
            [&](std::size_t *out, comfy_error **e) { return comfy_task_get_image_count(out, handle_, e); });
    }
    /** An output image. It borrows from the task. */
    outcome<image_view> image(std::size_t index) const {
        return glue::map<image_view>(
            glue::try_get<comfy_image>(
                [&](comfy_image *out, comfy_error **e) { return comfy_task_get_image(out, handle_, index, e); },
                COMFY_IMAGE_INIT),
            [](const comfy_image &raw) { return image_view(raw); });
    }

    /** The latest preview; status::not_found before the first. It borrows from the task, which keeps it. */
    outcome<image_view> preview() const {
        return glue::map<image_view>(
            glue::try_get<comfy_image>(
                [&](comfy_image *out, comfy_error **e) { return comfy_task_get_preview(out, handle_, e); },
                COMFY_IMAGE_INIT),
            [](const comfy_image &raw) { return image_view(raw); });
    }

    /** The next event, waiting up to `timeout`. One thread at a time; what the former event lent is gone. */
    outcome<polled> poll_event(std::chrono::milliseconds timeout) const {
        return glue::poll([&](comfy_event *out, comfy_error **e) {
            return comfy_task_poll_event(out, handle_, timeout.count(), e);
        });
    }
    /** Has a poll_event that waits on another thread time out at once, and a loop over events() end; if none waits, the
     * next one does. */
    outcome<void> wake() const {
        return glue::run([&](comfy_error **e) { return comfy_task_wake(handle_, e); });
    }
    /** All events until the task has finished, for a range-based for. */
    event_range<const task> events() const { return event_range<const task>(*this); }
    /** A descriptor that is readable while poll_event would return at once. Never read, write or close it. */
    outcome<int> event_fd() const {
        return glue::get<std::int32_t>(
            [&](std::int32_t *out, comfy_error **e) { return comfy_task_get_event_fd(out, handle_, e); }, -1);
    }

private:
    comfy_task *handle_;
};

/** How to run a prompt; what is empty is left to the library. */
struct prompt_options {
    /** Empty: a random UUID. */
    std::string prompt_id;
    /** The addressee of the events. */
    std::string client_id;
    /** Ids of the output nodes to run; empty: all. */
    std::vector<std::string> targets;
    /** Higher runs earlier. */
    std::int32_t priority = 0;
    /** W3C trace context of the caller. */
    std::string traceparent;
    std::string tracestate;
    /** A JSON object: "extra_pnginfo", "preview_method", ... */
    std::string extra_data;
};

/* ---------------------------------------------------------------------------------------------------------------------
 * Values: what flows between nodes
 */

enum class value_kind : comfy_value_kind {
    null = COMFY_VALUE_KIND_NULL,
    boolean = COMFY_VALUE_KIND_BOOL,
    integer = COMFY_VALUE_KIND_INT,
    floating = COMFY_VALUE_KIND_FLOAT,
    string = COMFY_VALUE_KIND_STRING,
    tensor = COMFY_VALUE_KIND_TENSOR,
    list = COMFY_VALUE_KIND_LIST,
    dictionary = COMFY_VALUE_KIND_DICTIONARY,
    object = COMFY_VALUE_KIND_OBJECT,
    engine_object = COMFY_VALUE_KIND_ENGINE_OBJECT,
    blocker = COMFY_VALUE_KIND_BLOCKER,
};

/** A tensor's elements in the library's memory; they may outlive the value and the client. */
class tensor {
public:
    /** Takes over what comfy_value_get_tensor gave. */
    explicit tensor(DLManagedTensorVersioned *raw) noexcept : raw_(raw) {}
    tensor(tensor &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
    tensor &operator=(tensor &&other) noexcept {
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~tensor() {
        if (raw_ != nullptr && raw_->deleter != nullptr) raw_->deleter(raw_);
    }

    span<const std::int64_t> shape() const noexcept {
        return {raw_->dl_tensor.shape, static_cast<std::size_t>(raw_->dl_tensor.ndim)};
    }
    /** The elements in dense rows if they are float32, as those of images, masks and latents are; else
     * status::unsupported. */
    outcome<span<const float>> floats() const {
        const DLTensor &t = raw_->dl_tensor;
        std::int64_t count = 1;
        bool is_dense = true;
        for (std::int32_t i = t.ndim; i-- > 0;) {
            is_dense = is_dense && (t.strides == nullptr || t.shape[i] == 1 || t.strides[i] == count);
            count *= t.shape[i];
        }
        if (t.dtype.code != kDLFloat || t.dtype.bits != 32 || t.dtype.lanes != 1 || !is_dense)
            return glue::deliver(result<span<const float>>(
                error(status::unsupported, "a tensor that is not float32 in dense rows")));
        const auto *start = reinterpret_cast<const float *>(static_cast<const char *>(t.data) + t.byte_offset);
        return glue::deliver(result<span<const float>>({start, static_cast<std::size_t>(count)}));
    }
    const DLManagedTensorVersioned &raw() const noexcept { return *raw_; }

private:
    DLManagedTensorVersioned *raw_;
};

namespace glue {

/** One address a type, to tell types apart without RTTI. */
template <class T>
inline constexpr char type_mark = 0;

/** The objects that values hold, by the addresses that the library knows them by: it may bring others, of other code. */
struct object_table {
    struct entry {
        const char *type;
        std::shared_ptr<void> content;
    };
    std::mutex mutex;
    std::unordered_map<const void *, std::unique_ptr<entry>> entries;
};
inline object_table &objects() {
    static object_table *table = new object_table;  // values may be released while the program ends
    return *table;
}
template <class T>
const void *hold(std::shared_ptr<T> content) {
    auto entry = std::make_unique<object_table::entry>(object_table::entry{&type_mark<T>, std::move(content)});
    const void *address = entry.get();
    std::lock_guard<std::mutex> lock(objects().mutex);
    objects().entries.emplace(address, std::move(entry));
    return address;
}
inline std::shared_ptr<void> held(const void *address, const char *type) {
    std::lock_guard<std::mutex> lock(objects().mutex);
    const auto found = objects().entries.find(address);
    if (found == objects().entries.end() || found->second->type != type) return nullptr;
    return found->second->content;
}
inline void let_go(void *address, void *) noexcept {
    detail::callback_scope scope(address);
    std::unique_ptr<object_table::entry> entry;  // destroyed without the lock: its destructor may do anything
    std::lock_guard<std::mutex> lock(objects().mutex);
    const auto found = objects().entries.find(address);
    if (found == objects().entries.end()) return;
    entry = std::move(found->second);
    objects().entries.erase(found);
}

}  // namespace glue

/** A value. It never changes, so it may be read from several threads; lists and dictionaries keep what they hold.
 * Reading one as what it is not is status::invalid_argument. */
class value {
public:
    /** Takes over a handle of comfy.h. */
    explicit value(comfy_value *handle) noexcept : handle_(handle) {}
    value(value &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    value &operator=(value &&other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~value() { comfy_value_release(handle_); }

    comfy_value *handle() const noexcept { return handle_; }

    static outcome<value> null() { return make(comfy_value_create_null); }
    static outcome<value> boolean(bool content) { return make(comfy_value_create_bool, content); }
    static outcome<value> integer(std::int64_t content) { return make(comfy_value_create_int, content); }
    static outcome<value> floating(double content) { return make(comfy_value_create_float, content); }
    static outcome<value> string(std::string_view text) {
        return make(comfy_value_create_string, text.data(), text.size());
    }
    /** Null, truth values, numbers, texts, lists and dictionaries. */
    static outcome<value> from_json(const std::string &json) {
        return make(comfy_value_create_from_json, glue::c_text(json));
    }
    static outcome<value> list(span<const value> items) {
        const auto handles = handles_of(items);
        return make(comfy_value_create_list, handles.data(), handles.size());
    }
    /** Keeps the order; of equal keys the last one counts. There must be as many items as keys. */
    static outcome<value> dictionary(span<const std::string> keys, span<const value> items) {
        if (keys.size() != items.size())
            return glue::deliver(result<value>(error(status::invalid_argument, "dictionary: not as many items as keys")));
        std::vector<const char *> texts;
        for (const std::string &key : keys) texts.push_back(glue::c_text(key));
        const auto handles = handles_of(items);
        return make(comfy_value_create_dictionary, texts.data(), handles.data(), handles.size());
    }
    /** As an output it keeps the nodes that depend on it from running; the first of them says the message. */
    static outcome<value> blocker(const std::string &message = {}) {
        return make(comfy_value_create_blocker, glue::c_text_or_null(message));
    }
    /** A tensor of float32 in dense rows, as IMAGE [B, H, W, C], MASK [B, H, W] and the samples of a LATENT are. The
     * elements are not copied. */
    static outcome<value> from_floats(std::vector<float> elements, std::vector<std::int64_t> shape) {
        std::uint64_t count = 1;
        for (const std::int64_t size : shape) {
            const bool fits = size >= 0 && (size == 0 || count <= elements.size() / static_cast<std::uint64_t>(size));
            count = fits ? count * static_cast<std::uint64_t>(size) : elements.size() + 1;
        }
        if (count != elements.size())
            return glue::deliver(
                result<value>(error(status::invalid_argument, "the elements are not as many as the shape says")));
        auto owner = std::make_unique<float_owner>();
        owner->elements = std::move(elements);
        owner->shape = std::move(shape);
        DLManagedTensorVersioned &raw = owner->raw;
        raw.version = {DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION};
        raw.manager_ctx = owner.get();
        raw.deleter = [](DLManagedTensorVersioned *self) {
            detail::take_over(self->manager_ctx);
            delete static_cast<float_owner *>(self->manager_ctx);
        };
        raw.dl_tensor.data = owner->elements.data();
        raw.dl_tensor.device = {kDLCPU, 0};
        raw.dl_tensor.ndim = static_cast<std::int32_t>(owner->shape.size());
        raw.dl_tensor.dtype = {kDLFloat, 32, 1};
        raw.dl_tensor.shape = owner->shape.data();
        detail::hand_over(owner.get());
        auto made = try_make(comfy_value_create_tensor, &raw);
        if (made) owner.release();  // the library has it now
        return glue::deliver(std::move(made));
    }

    /** An object of the program's, which passes between its nodes untouched, and is held until no value has it. */
    template <class T>
    static outcome<value> object(std::shared_ptr<T> content) {
        if (content == nullptr)
            return glue::deliver(result<value>(error(status::invalid_argument, "value::object: a null pointer")));
        const void *address = glue::hold(std::const_pointer_cast<std::remove_cv_t<T>>(std::move(content)));
        auto made = try_make(comfy_value_create_object, const_cast<void *>(address), glue::let_go, nullptr);
        if (!made) glue::let_go(const_cast<void *>(address), nullptr);
        return glue::deliver(std::move(made));
    }
    /** The object; status::invalid_argument if it is none that object() was given, or of another type than T. */
    template <class T>
    outcome<std::shared_ptr<T>> as_object() const {
        using pointer = std::shared_ptr<T>;
        auto address = try_read<void *>(comfy_value_get_object);
        if (!address) return glue::deliver(result<pointer>(address.error()));
        auto content = std::static_pointer_cast<T>(glue::held(*address, &glue::type_mark<std::remove_cv_t<T>>));
        if (content == nullptr)
            return glue::deliver(result<pointer>(error(status::invalid_argument, "an object of another type")));
        return glue::deliver(result<pointer>(std::move(content)));
    }

    outcome<value_kind> kind() const {
        return glue::map<value_kind>(
            try_read<comfy_value_kind>(comfy_value_get_kind), [](auto raw) { return static_cast<value_kind>(raw); });
    }
    outcome<bool> as_boolean() const { return glue::deliver(try_read<bool>(comfy_value_get_bool)); }
    outcome<std::int64_t> as_integer() const { return glue::deliver(try_read<std::int64_t>(comfy_value_get_int)); }
    /** A float or an int. */
    outcome<double> as_floating() const { return glue::deliver(try_read<double>(comfy_value_get_float)); }
    /** Borrowed from the value. */
    outcome<std::string_view> as_string() const {
        std::size_t length = 0;
        return glue::map<std::string_view>(
            glue::try_get<const char *>([&](const char **out, comfy_error **e) {
                return comfy_value_get_string(out, &length, handle_, e);
            }),
            [&](const char *text) { return std::string_view(text, length); });
    }
    /** Items of a list, members of a dictionary. */
    outcome<std::size_t> count() const { return glue::deliver(try_read<std::size_t>(comfy_value_get_count)); }
    /** An item of a list, or what a dictionary has at that place. */
    outcome<value> item(std::size_t index) const { return make(comfy_value_get_item, handle_, index); }
    /** The key at a place of a dictionary. */
    outcome<std::string> key(std::size_t index) const {
        return glue::map<std::string>(
            glue::try_get<const char *>(
                [&](const char **out, comfy_error **e) { return comfy_value_get_key(out, handle_, index, e); }),
            [](const char *key) { return std::string(key); });
    }
    /** What a dictionary has for a key, or status::not_found. */
    outcome<value> member(const std::string &key) const {
        return make(comfy_value_get_member, handle_, glue::c_text(key));
    }
    /** The whole tree as JSON. */
    outcome<std::string> json() const {
        return glue::text([&](char **out, comfy_error **e) { return comfy_value_get_json(out, handle_, e); });
    }
    /** The elements, not copied. */
    outcome<tensor> as_tensor() const {
        auto raw = try_read<DLManagedTensorVersioned *>(comfy_value_get_tensor);
        if (!raw) return glue::deliver(result<tensor>(raw.error()));
        return glue::deliver(result<tensor>(tensor(*raw)));
    }

    static std::vector<comfy_value *> handles_of(span<const value> values) {
        std::vector<comfy_value *> handles;
        for (const value &item : values) handles.push_back(item.handle_);
        return handles;
    }

private:
    struct float_owner {
        DLManagedTensorVersioned raw{};
        std::vector<float> elements;
        std::vector<std::int64_t> shape;
    };

    template <class F, class... Arguments>
    static result<value> try_make(F *function, Arguments... arguments) {
        auto handle = glue::try_get<comfy_value *>(
            [&](comfy_value **out, comfy_error **e) { return function(out, arguments..., e); });
        if (!handle) return handle.error();
        return value(*handle);
    }
    template <class F, class... Arguments>
    static outcome<value> make(F *function, Arguments... arguments) {
        return glue::deliver(try_make(function, arguments...));
    }
    template <class T, class F>
    result<T> try_read(F *function) const {
        return glue::try_get<T>([&](T *out, comfy_error **e) { return function(out, handle_, e); });
    }

    comfy_value *handle_;
};

/* ---------------------------------------------------------------------------------------------------------------------
 * Nodes made by the program
 */

/** What a node gives. */
struct node_result {
    node_result() = default;
    /** For a node with one output. */
    node_result(value output) { outputs.push_back(std::move(output)); }

    /** One value an output, in their order. */
    std::vector<value> outputs;
    /** A JSON object for the event `executed` and the task's result; empty for none. */
    std::string ui;
    /** The pixels of the ui's "images", in their order, for task::image. They need to live until the answer is given. */
    std::vector<image_view> images;
    /** A subgraph that takes the node's place: see comfy_node_result. */
    std::optional<value> expansion;
};

/** A failure of a node with a type of its own, as execution_error shows it. To be thrown, or given to node_call::fail;
 * any other exception is a RuntimeError. */
struct node_failure : std::exception {
    node_failure(std::string its_type, std::string its_message, std::vector<std::string> its_traceback = {})
        : type(std::move(its_type)), message(std::move(its_message)), traceback(std::move(its_traceback)) {}
    const char *what() const noexcept override { return message.c_str(); }

    std::string type, message;
    /** Lines for execution_error's traceback; without any it names the nodes. */
    std::vector<std::string> traceback;
};

/** One call of a node: its inputs, and the way to answer. It may be answered later, from any thread; one that goes
 * without an answer fails the node. */
class node_call {
public:
    explicit node_call(comfy_node_call *handle) noexcept : handle_(handle) {}
    node_call(node_call &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    node_call &operator=(node_call &&other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~node_call() {
        if (handle_ != nullptr)
            comfy_node_call_fail(handle_, nullptr, "the node's call was dropped without an answer", nullptr, nullptr);
    }

    comfy_node_call *handle() const noexcept { return handle_; }

    /** The inputs by name, a dictionary. */
    outcome<value> inputs() const { return glue::deliver(try_inputs()); }
    /** One input; status::not_found if the prompt does not have it. */
    outcome<value> input(const std::string &name) const {
        auto all = try_inputs();
        if (!all) return glue::deliver(std::move(all));
        return all->member(name);
    }
    /** The id of the node; empty where there is none. */
    outcome<std::string> node_id() const {
        return glue::map<std::string>(
            glue::try_get<comfy_node_call_info>(
                [&](comfy_node_call_info *out, comfy_error **e) { return comfy_node_call_get_info(out, handle_, e); },
                COMFY_NODE_CALL_INFO_INIT),
            [](const comfy_node_call_info &info) { return std::string(glue::view(info.node_id)); });
    }
    /** Whether the prompt was cancelled: then answer soon. */
    outcome<bool> is_cancelled() const {
        return glue::get<bool>(
            [&](bool *out, comfy_error **e) { return comfy_node_call_is_cancelled(out, handle_, e); });
    }
    /** Tells how far the node is. */
    outcome<void> send_progress(double done, double all) const {
        return glue::run(
            [&](comfy_error **e) { return comfy_node_call_send_progress(handle_, done, all, nullptr, e); });
    }
    outcome<void> send_progress(double done, double all, const image_view &preview) const {
        if (!preview.is_consistent())
            return glue::deliver_nothing(error(status::invalid_argument, "a preview with too few pixels for its size"));
        return glue::run([&](comfy_error **e) {
            return comfy_node_call_send_progress(handle_, done, all, &preview.raw(), e);
        });
    }
    outcome<void> send_text(const std::string &text) const {
        return glue::run([&](comfy_error **e) { return comfy_node_call_send_text(handle_, glue::c_text(text), e); });
    }
    /** Tells that something was left out or not done as an input says. */
    outcome<void> warn(const std::string &message) const {
        return glue::run([&](comfy_error **e) { return comfy_node_call_warn(handle_, glue::c_text(message), e); });
    }

    /** Answers. An answer that cannot be is the node's failure; one that comes too late is status::invalid_handle. */
    outcome<void> complete(const node_result &answer) {
        const auto outputs = value::handles_of(answer.outputs);
        comfy_node_result raw = COMFY_NODE_RESULT_INIT;
        raw.outputs = outputs.data();
        raw.output_count = outputs.size();
        raw.ui = glue::c_text_or_null(answer.ui);
        std::vector<comfy_image> images;
        for (const image_view &image : answer.images) {
            if (!image.is_consistent())
                return fail({"ValueError", "an image of the node's with too few pixels for its size"});
            images.push_back(image.raw());
        }
        raw.images = images.data();
        raw.image_count = images.size();
        raw.expansion = answer.expansion ? answer.expansion->handle() : nullptr;
        comfy_node_call *call = std::exchange(handle_, nullptr);
        detail::hand_over(&detail::done_in_callbacks);
        return glue::run([&](comfy_error **e) { return comfy_node_call_complete(call, &raw, e); });
    }
    outcome<void> fail(const node_failure &failure) {
        std::string lines;
        for (const std::string &line : failure.traceback) lines += (lines.empty() ? "[" : ", ") + quote(line);
        if (!lines.empty()) lines += "]";
        comfy_node_call *call = std::exchange(handle_, nullptr);
        detail::hand_over(&detail::done_in_callbacks);
        return glue::run([&](comfy_error **e) {
            return comfy_node_call_fail(
                call, glue::c_text_or_null(failure.type), glue::c_text(failure.message), glue::c_text_or_null(lines),
                e);
        });
    }
    /** Ends the prompt as interrupted. */
    outcome<void> interrupt() {
        comfy_node_call *call = std::exchange(handle_, nullptr);
        return glue::run([&](comfy_error **e) { return comfy_node_call_interrupt(call, e); });
    }

private:
    result<value> try_inputs() const {
        auto inputs = glue::try_get<comfy_value *>(
            [&](comfy_value **out, comfy_error **e) { return comfy_node_call_get_inputs(out, handle_, e); });
        if (!inputs) return inputs.error();
        return value(*inputs);
    }

    comfy_node_call *handle_;
};

/** A function of a node. What it throws, or the error that it returns without exceptions, is the node's failure. */
using node_function = std::function<outcome<node_result>(const node_call &)>;

/** A node class. Its functions run on a worker's thread, also several at a time, and may use everything here except
 * waiting for their own prompt. */
struct node {
    /** Its entry in ComfyUI's object_info: see comfy_client_register_node. */
    std::string schema;
    /** Required, or execute_later. */
    node_function execute;
    /** Takes the call along, to answer it later from any thread. */
    std::function<void(node_call)> execute_later;
    /** ComfyUI's VALIDATE_INPUTS, IS_CHANGED and check_lazy_status, each giving one value: see comfy_node_functions. */
    node_function validate, fingerprint, check_lazy;
    /** Gives the schema anew for each prompt, as a text or a dictionary: for lists of values that change. Its name and
     * its outputs stay what they were in `schema`. */
    node_function current_schema;
};

namespace glue {

inline void answer(node_call call, const node_function &function, const void *used) noexcept {
    detail::callback_scope scope(used);
#ifdef COMFY_HPP_NO_EXCEPTIONS
    auto answer = function(call);
    scope.done();
    if (answer) {
        (void)call.complete(*answer);
    } else {
        (void)call.fail({"RuntimeError", answer.error().message()});
    }
#else
    try {
        // Whether the answer can be or comes too late is the library's to tell.
        try {
            auto answer = function(call);
            scope.done();
            if (call.handle() != nullptr) call.complete(answer);
        } catch (const node_failure &failure) {
            if (call.handle() != nullptr) call.fail(failure);
        } catch (const std::exception &exception) {
            if (call.handle() != nullptr) call.fail({"RuntimeError", exception.what()});
        } catch (...) {
            if (call.handle() != nullptr) call.fail({"RuntimeError", "an exception that is no std::exception"});
        }
    } catch (const std::exception &) {
    }
#endif
}

inline void answer_later(
    node_call call, const std::function<void(node_call)> &function, const void *used) noexcept {
    detail::callback_scope scope(used);
    function(std::move(call));
}

}  // namespace glue

/* ---------------------------------------------------------------------------------------------------------------------
 * Clients
 */

/** A span that has ended: see comfy_span. Views live during the callback. */
struct trace_span {
    std::string_view name, trace_id, span_id;
    /** Empty where the trace begins. */
    std::string_view parent_span_id;
    std::string_view trace_state;
    std::chrono::nanoseconds start{}, end{};
    bool is_error = false;
    /** "Type: message" of what went wrong. */
    std::string_view status_message;
    /** A JSON object, and a JSON array of {"name", "time_ns", "attributes"}. */
    std::string_view attributes, events;

    explicit trace_span(const comfy_span &raw) noexcept
        : name(glue::view(raw.name)), trace_id(glue::view(raw.trace_id)), span_id(glue::view(raw.span_id)),
          parent_span_id(glue::view(raw.parent_span_id)), trace_state(glue::view(raw.trace_state)),
          start(raw.start_ns), end(raw.end_ns), is_error(raw.status == COMFY_SPAN_STATUS_ERROR),
          status_message(glue::view(raw.status_message)), attributes(glue::view(raw.attributes)),
          events(glue::view(raw.events)) {}
};

enum class executor : comfy_executor {
    automatic = COMFY_EXECUTOR_AUTO,
    in_process = COMFY_EXECUTOR_IN_PROCESS,
    isolated = COMFY_EXECUTOR_ISOLATED,
};

/** How to make a client; what is empty or 0 is left to the library. */
struct client_options {
    /** A JSON object with ComfyUI's configuration keys. */
    std::string configuration;
    std::string base_directory;
    std::string models_directory;
    std::string input_directory;
    std::string output_directory;
    std::string temp_directory;
    std::string client_id;
    comfy::executor executor = comfy::executor::automatic;
    /** Prompts that run at the same time. */
    std::uint32_t max_workers = 0;
    /** Threads for arithmetic; 0: see comfy_client_options. */
    std::uint32_t threads = 0;
    /** Send also what ComfyUI's server adds for its clients. */
    bool server_events = false;
    /** Keep the events of all tasks for client::poll_event. */
    bool event_queue = false;
    std::uint32_t event_queue_size = 0;
    /** Called with every event, one at a time, on a thread of the client. It may call everything here, also destroy the
     * client, and must not throw: that ends the program. */
    std::function<void(const event_view &)> on_event;
    /** Called with every span, on the thread that ends it, also several at a time. It must neither wait for a task nor
     * throw. */
    std::function<void(const trace_span &)> on_span;
    /** Bytes that idle weights and large activations may take together; 0: as the configuration says. */
    std::uint64_t memory_budget = 0;
};

/** Owns folders, models, a queue and workers. Its destructor cancels what is queued or runs; finish() waits for it. */
class client {
public:
#ifndef COMFY_HPP_NO_EXCEPTIONS
    explicit client(client_options options = {}) : client(create(std::move(options))) {}
#endif
    /** Makes a client and starts its workers. Loads no model. */
    static outcome<client> create(client_options options = {}) {
        comfy_client_options raw = COMFY_CLIENT_OPTIONS_INIT;
        raw.configuration = glue::c_text_or_null(options.configuration);
        raw.base_directory = glue::c_text_or_null(options.base_directory);
        raw.models_directory = glue::c_text_or_null(options.models_directory);
        raw.input_directory = glue::c_text_or_null(options.input_directory);
        raw.output_directory = glue::c_text_or_null(options.output_directory);
        raw.temp_directory = glue::c_text_or_null(options.temp_directory);
        raw.client_id = glue::c_text_or_null(options.client_id);
        raw.executor = static_cast<comfy_executor>(options.executor);
        raw.max_workers = options.max_workers;
        raw.threads = options.threads;
        if (options.server_events) raw.flags |= COMFY_CLIENT_FLAG_SERVER_EVENTS;
        if (options.event_queue) raw.flags |= COMFY_CLIENT_FLAG_EVENT_QUEUE;
        raw.event_queue_size = options.event_queue_size;
        auto core = std::make_unique<client_core>();
        if (options.on_event) {
            core->on_event = std::move(options.on_event);
            raw.event_callback = call_event;
        }
        if (options.on_span) {
            core->on_span = std::move(options.on_span);
            raw.span_callback = call_span;
        }
        raw.user_data = core.get();
        detail::hand_over(core.get());
        raw.memory_budget = options.memory_budget;
        auto handle = glue::try_get<comfy_client *>(
            [&](comfy_client **out, comfy_error **e) { return comfy_client_create(out, &raw, e); });
        if (!handle) return glue::deliver(result<client>(handle.error()));
        core->handle = *handle;
        return glue::deliver(result<client>(client(std::move(core))));
    }

    client(client &&) noexcept = default;
    client &operator=(client &&other) noexcept {
        std::swap(core_, other.core_);
        return *this;
    }
    ~client() { take_down(comfy_client_cancel_and_destroy); }

    /** Waits until all queued and running prompts have finished, then takes the client down: later calls give
     * status::invalid_handle. From inside a callback it returns at once. */
    void finish() { take_down(comfy_client_destroy); }

    comfy_client *handle() const noexcept { return core_ ? core_->handle : nullptr; }

    outcome<bool> is_running() const {
        return glue::get<bool>([&](bool *out, comfy_error **e) { return comfy_client_is_running(out, handle(), e); });
    }
    /** Prompts that are queued or running. */
    outcome<std::size_t> task_count() const {
        return glue::get<std::size_t>(
            [&](std::size_t *out, comfy_error **e) { return comfy_client_get_task_count(out, handle(), e); });
    }
    /** The configuration in force, as JSON. */
    outcome<std::string> configuration() const {
        return glue::text(
            [&](char **out, comfy_error **e) { return comfy_client_get_configuration(out, handle(), e); });
    }
    /** The schemas of one node class, or of all if the name is empty, as /object_info has them. */
    outcome<std::string> node_schemas(const std::string &class_name = {}) const {
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_client_get_node_schemas(out, handle(), glue::c_text_or_null(class_name), e);
        });
    }

    /** convert_workflow with the client's own classes. */
    outcome<std::string> convert_workflow(const std::string &workflow, const std::string &schemas = {}) const {
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_workflow_convert(
                out, handle(), glue::c_text(workflow), glue::c_text_or_null(schemas), e);
        });
    }

    /** The functions of these names with the client's own classes. */
    outcome<std::string> find_inputs(const std::string &workflow) const {
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_workflow_find_inputs(out, handle(), glue::c_text(workflow), e);
        });
    }
    outcome<std::string> set_input(
        const std::string &workflow, const std::string &node, const std::string &input,
        const std::string &value) const {
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_workflow_set_input(
                out, handle(), glue::c_text(workflow), glue::c_text(node), glue::c_text(input), glue::c_text(value),
                e);
        });
    }
    outcome<std::string> set_prompt(
        const std::string &workflow, const char *positive, const char *negative = nullptr) const {
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_workflow_set_prompt(out, handle(), glue::c_text(workflow), positive, negative, e);
        });
    }
    outcome<std::string> set_seed(const std::string &workflow, std::uint64_t seed) const {
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_workflow_set_seed(out, handle(), glue::c_text(workflow), seed, e);
        });
    }

    /** Queues a workflow of any form and returns at once. What is wrong with the workflow itself is how the task
     * ends. */
    outcome<task> queue_prompt(const std::string &workflow, const prompt_options &options = {}) const {
        std::vector<const char *> targets;
        const comfy_prompt_options raw = raw_options(options, targets);
        auto handle = glue::try_get<comfy_task *>([&](comfy_task **out, comfy_error **e) {
            return comfy_client_queue_prompt(out, this->handle(), glue::c_text(workflow), &raw, e);
        });
        if (!handle) return glue::deliver(result<task>(handle.error()));
        return glue::deliver(result<task>(task(*handle)));
    }
    /** Validates a workflow of any form without queueing it: {"error", "node_errors", "outputs", "summary"}, the first
     * two as ComfyUI's server answers; "error" is null if there is something to run. */
    outcome<std::string> validate_prompt(const std::string &workflow, const prompt_options &options = {}) const {
        std::vector<const char *> targets;
        const comfy_prompt_options raw = raw_options(options, targets);
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_client_validate_prompt(out, handle(), glue::c_text(workflow), &raw, e);
        });
    }
    /** Cancels the running prompt of that id, or all that run if it is empty. */
    outcome<void> interrupt(const std::string &prompt_id = {}) const {
        return glue::run([&](comfy_error **e) {
            return comfy_client_interrupt(handle(), glue::c_text_or_null(prompt_id), e);
        });
    }

    /** {"queue_running", "queue_pending"} */
    outcome<std::string> queue() const {
        return glue::text([&](char **out, comfy_error **e) { return comfy_client_get_queue(out, handle(), e); });
    }
    outcome<void> remove_queued(const std::string &prompt_id) const {
        return glue::run(
            [&](comfy_error **e) { return comfy_client_remove_queued(handle(), glue::c_text(prompt_id), e); });
    }
    outcome<void> clear_queue() const {
        return glue::run([&](comfy_error **e) { return comfy_client_clear_queue(handle(), e); });
    }
    /** Finished prompts, oldest first; negative values as in comfy.h. */
    outcome<std::string> history(std::int64_t max_items = -1, std::int64_t offset = 0) const {
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_client_get_history(out, handle(), max_items, offset, e);
        });
    }
    outcome<std::string> history_entry(const std::string &prompt_id) const {
        return glue::text([&](char **out, comfy_error **e) {
            return comfy_client_get_history_entry(out, handle(), glue::c_text(prompt_id), e);
        });
    }
    outcome<void> remove_history_entry(const std::string &prompt_id) const {
        return glue::run([&](comfy_error **e) {
            return comfy_client_remove_history_entry(handle(), glue::c_text(prompt_id), e);
        });
    }
    outcome<void> clear_history() const {
        return glue::run([&](comfy_error **e) { return comfy_client_clear_history(handle(), e); });
    }
    outcome<void> set_history_limit(std::size_t limit) const {
        return glue::run([&](comfy_error **e) { return comfy_client_set_history_limit(handle(), limit, e); });
    }

    /** What is loaded and how much memory it takes, as JSON. */
    outcome<std::string> memory() const {
        return glue::text([&](char **out, comfy_error **e) { return comfy_client_get_memory(out, handle(), e); });
    }
    /** What the client has done since it was made, as JSON. */
    outcome<std::string> metrics() const {
        return glue::text([&](char **out, comfy_error **e) { return comfy_client_get_metrics(out, handle(), e); });
    }
    /** Loads a model file; returns when it is loaded. `folder` is "checkpoints" or "vae". */
    outcome<void> load_model(const std::string &folder, const std::string &name) const {
        return glue::run([&](comfy_error **e) {
            return comfy_client_load_model(handle(), glue::c_text(folder), glue::c_text(name), e);
        });
    }
    outcome<void> unload_model(const std::string &folder, const std::string &name) const {
        return glue::run([&](comfy_error **e) {
            return comfy_client_unload_model(handle(), glue::c_text(folder), glue::c_text(name), e);
        });
    }
    outcome<void> unload_all_models() const {
        return glue::run([&](comfy_error **e) { return comfy_client_unload_all_models(handle(), e); });
    }
    /** Forgets the cached outputs of nodes and unloads the models. */
    outcome<void> clear_cache() const {
        return glue::run([&](comfy_error **e) { return comfy_client_clear_cache(handle(), e); });
    }
    /** `flags`: COMFY_FREE_MODELS, COMFY_FREE_CACHE. */
    outcome<void> free_memory(std::uint32_t flags) const {
        return glue::run([&](comfy_error **e) { return comfy_client_free_memory(handle(), flags, e); });
    }

    /** Makes an image known under a name that LoadImage then accepts. The pixels are copied. */
    outcome<void> add_image(const std::string &name, const image_view &image) const {
        if (!image.is_consistent())
            return glue::deliver_nothing(error(status::invalid_argument, "add_image: too few pixels for its size"));
        return glue::run([&](comfy_error **e) {
            return comfy_client_add_image(handle(), glue::c_text(name), &image.raw(), e);
        });
    }
    outcome<void> remove_image(const std::string &name) const {
        return glue::run(
            [&](comfy_error **e) { return comfy_client_remove_image(handle(), glue::c_text(name), e); });
    }
    /** Makes a model file in memory known. It is not copied: `owner` keeps it alive until the library lets go, and
     * may be empty if the memory outlives the client. */
    outcome<void> add_model_file(
        const std::string &folder, const std::string &name, span<const std::uint8_t> data,
        std::shared_ptr<const void> owner = {}) const {
        auto keeper = std::make_unique<std::shared_ptr<const void>>(std::move(owner));
        comfy_model_file file = COMFY_MODEL_FILE_INIT;
        file.data = data.data();
        file.byte_count = data.size();
        file.release = release_model_file;
        file.user_data = keeper.get();
        detail::hand_over(keeper.get());
        comfy_status code;
        auto reason = glue::attempt(
            [&](comfy_error **e) {
                return comfy_client_add_model_file(handle(), glue::c_text(folder), glue::c_text(name), &file, e);
            },
            code);
        if (reason) return glue::deliver_nothing(std::move(*reason));
        keeper.release();
        return glue::deliver_nothing(std::monostate());
    }
    outcome<void> remove_model_file(const std::string &folder, const std::string &name) const {
        return glue::run([&](comfy_error **e) {
            return comfy_client_remove_model_file(handle(), glue::c_text(folder), glue::c_text(name), e);
        });
    }

    /** Makes a node class known; status::already_exists if there is one of that name. */
    outcome<void> register_node(node definition) const {
        auto owner = std::make_unique<node>(std::move(definition));
        comfy_node_functions raw = COMFY_NODE_FUNCTIONS_INIT;
        raw.user_data = owner.get();
        detail::hand_over(owner.get());
        raw.destroy = [](void *user_data) {
            detail::callback_scope scope(user_data);
            delete static_cast<node *>(user_data);
        };
        if (owner->execute) raw.execute = call_node<&node::execute>;
        if (owner->execute_later)
            raw.execute = [](comfy_node_call *call, void *user_data) {
                glue::answer_later(node_call(call), static_cast<node *>(user_data)->execute_later, user_data);
            };
        if (owner->validate) raw.validate = call_node<&node::validate>;
        if (owner->fingerprint) raw.fingerprint = call_node<&node::fingerprint>;
        if (owner->check_lazy) raw.check_lazy = call_node<&node::check_lazy>;
        if (owner->current_schema) raw.schema = call_node<&node::current_schema>;
        comfy_status code;
        auto reason = glue::attempt(
            [&](comfy_error **e) {
                return comfy_client_register_node(handle(), glue::c_text(owner->schema), &raw, e);
            },
            code);
        if (reason) return glue::deliver_nothing(std::move(*reason));
        owner.release();  // the library has it now
        return glue::deliver_nothing(std::monostate());
    }
    /** Takes a class of the program's own out. Prompts that run keep it to their end. */
    outcome<void> unregister_node(const std::string &class_name) const {
        return glue::run(
            [&](comfy_error **e) { return comfy_client_unregister_node(handle(), glue::c_text(class_name), e); });
    }

    /** The next event of any task; needs client_options::event_queue. */
    outcome<polled> poll_event(std::chrono::milliseconds timeout) const {
        return glue::poll([&](comfy_event *out, comfy_error **e) {
            return comfy_client_poll_event(out, handle(), timeout.count(), e);
        });
    }
    /** Has a poll_event that waits on another thread time out at once; if none waits, the next one does. */
    outcome<void> wake() const {
        return glue::run([&](comfy_error **e) { return comfy_client_wake(handle(), e); });
    }
    /** A descriptor that is readable while poll_event would return at once. Never read, write or close it. */
    outcome<int> event_fd() const {
        return glue::get<std::int32_t>(
            [&](std::int32_t *out, comfy_error **e) { return comfy_client_get_event_fd(out, handle(), e); }, -1);
    }

private:
    /** The options as comfy.h has them; they borrow from both. */
    static comfy_prompt_options raw_options(const prompt_options &options, std::vector<const char *> &targets) {
        for (const std::string &target : options.targets) targets.push_back(glue::c_text(target));
        comfy_prompt_options raw = COMFY_PROMPT_OPTIONS_INIT;
        raw.prompt_id = glue::c_text_or_null(options.prompt_id);
        raw.client_id = glue::c_text_or_null(options.client_id);
        raw.targets = targets.empty() ? nullptr : targets.data();
        raw.target_count = targets.size();
        raw.priority = options.priority;
        raw.traceparent = glue::c_text_or_null(options.traceparent);
        raw.tracestate = glue::c_text_or_null(options.tracestate);
        raw.extra_data = glue::c_text_or_null(options.extra_data);
        return raw;
    }

    /** What must stay where it is while the library may call. */
    struct client_core {
        comfy_client *handle = nullptr;
        std::function<void(const event_view &)> on_event;
        std::function<void(const trace_span &)> on_span;
    };

    explicit client(std::unique_ptr<client_core> core) noexcept : core_(std::move(core)) {}

    static void call_event(const comfy_event *event, void *user_data) noexcept {
        detail::callback_scope scope(user_data);
        static_cast<client_core *>(user_data)->on_event(event_view(*event));
    }
    static void call_span(const comfy_span *span, void *user_data) noexcept {
        detail::callback_scope scope(user_data);
        static_cast<client_core *>(user_data)->on_span(trace_span(*span));
    }
    static void release_model_file(const void *, std::size_t, void *user_data) noexcept {
        detail::callback_scope scope(user_data);
        delete static_cast<std::shared_ptr<const void> *>(user_data);
    }

    template <node_function node::*function>
    static void call_node(comfy_node_call *call, void *user_data) noexcept {
        glue::answer(node_call(call), static_cast<node *>(user_data)->*function, user_data);
    }

    void take_down(void (*destroy)(comfy_client *)) noexcept {
        if (!core_) return;
        if (detail::callback_depth == 0) {
            destroy(core_->handle);
            detail::take_over(core_.get());
            core_.reset();
            return;
        }
        /* The library takes a client that is destroyed from a callback down later, on a thread of its own; what its
         * callbacks use has to live until then. A thread that is in no callback can wait for that. */
        std::thread([core = std::move(core_), destroy] {
            destroy(core->handle);
            detail::take_over(core.get());
        }).detach();
    }

    std::unique_ptr<client_core> core_;
};

}  // namespace with_results or with_exceptions
}  // namespace comfy

#endif
