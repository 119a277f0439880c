#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <asio/any_io_executor.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>

#include "usher/runtime/task.hpp"

namespace usher::net {

class CurlTransfer;

/// curl's multi interface on Asio: Asio tells which socket is ready and when time is up, curl does the rest.
///
/// No curl function is called from inside a curl callback, and no exception leaves one. Connections stay registered
/// with Asio between requests, which saves two system calls for each.
class CurlLoop {
public:
    CurlLoop(asio::any_io_executor executor, std::size_t max_connections);
    /// Transfers that still run end with CURLE_ABORTED_BY_CALLBACK.
    ~CurlLoop();
    CurlLoop(const CurlLoop&) = delete;
    CurlLoop& operator=(const CurlLoop&) = delete;

    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

private:
    friend class CurlTransfer;
    struct Watch;

    CURL* take_handle();
    void return_handle(CURL* handle);
    void add(CurlTransfer& transfer);
    void remove(CurlTransfer& transfer);

    void act(curl_socket_t socket, int readiness);
    void collect();
    void want(curl_socket_t socket, int what);
    void forget(curl_socket_t socket);
    void arm(const std::shared_ptr<Watch>& watch);
    void set_deadline(long wait_ms);
    void post_kick();
    void arm_timer(asio::steady_timer::time_point when);
    void on_time();

    static int on_socket(CURL* handle, curl_socket_t socket, int what, void* loop, void* per_socket) noexcept;
    static int on_timer(CURLM* multi, long wait_ms, void* loop) noexcept;
    static int on_connection(void* loop, curl_socket_t socket, curlsocktype purpose) noexcept;
    static int on_close(void* loop, curl_socket_t socket) noexcept;

    asio::any_io_executor executor_;
    CURLM* multi_;
    std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches_;
    std::unordered_set<curl_socket_t> connections_; ///< Sockets that `on_close` will close.
    std::unordered_set<CurlTransfer*> transfers_;
    std::vector<CURL*> spare_handles_;
    asio::steady_timer timer_;
    std::optional<asio::steady_timer::time_point> deadline_; ///< When curl wants to be called.
    bool timer_armed_ = false;     ///< Possibly for an earlier time: re-arming costs a system call.
    std::uint64_t timer_turn_ = 0; ///< Which arming is the current one.
    bool kick_posted_ = false;
    std::shared_ptr<CurlLoop*> self_; ///< Emptied at the end, for handlers that come later.
};

/// One easy handle's stay in the loop, from its constructor to its destructor.
class CurlTransfer {
public:
    /// A reusable handle goes back to the loop's pool; the other kind keeps its connection to itself and takes it
    /// along.
    enum class Handle : std::uint8_t { reusable, single };
    CurlTransfer(CurlLoop& loop, Handle kind);
    ~CurlTransfer();
    CurlTransfer(const CurlTransfer&) = delete;
    CurlTransfer& operator=(const CurlTransfer&) = delete;

    /// The handle to set options on; null after the loop has died.
    [[nodiscard]] CURL* handle() const { return handle_; }
    void start();
    /// Curl's verdict. Throws operation_aborted if the awaiting coroutine is cancelled; the destructor then ends the
    /// transfer.
    runtime::Task<CURLcode> finished();
    /// For a CONNECT_ONLY transfer: the connected socket, to wait on. Null if there is none.
    [[nodiscard]] asio::posix::stream_descriptor* descriptor();

private:
    friend class CurlLoop;
    void end(CURLcode result);

    CurlLoop* loop_;
    CURL* handle_;
    Handle kind_;
    bool added_ = false;
    std::optional<CURLcode> result_;
    asio::steady_timer done_;
};

} // namespace usher::net
