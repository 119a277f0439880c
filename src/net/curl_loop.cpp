#include "net/curl_loop.hpp"

#include <asio/post.hpp>
#include <asio/system_error.hpp>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "usher/runtime/asio_names.hpp"

namespace usher::net {

namespace {

constexpr std::size_t most_spare_handles = 32;

void start_curl_once() {
    static const CURLcode started = [] {
        // With CURLOPT_NOSIGNAL curl leaves SIGPIPE to us, and OpenSSL writes without MSG_NOSIGNAL.
        struct sigaction current{};
        if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
            std::signal(SIGPIPE, SIG_IGN);
        }
        return curl_global_init(CURL_GLOBAL_DEFAULT);
    }();
    if (started != CURLE_OK) {
        throw std::runtime_error("libcurl could not be started");
    }
}

} // namespace

/// One socket that curl watches, or (`wanted` is 0) one of its idle connections.
struct CurlLoop::Watch {
    Watch(CurlLoop& owner, curl_socket_t fd) : descriptor(owner.executor_), loop(&owner), socket(fd) {
        descriptor.assign(fd);
    }
    asio::posix::stream_descriptor descriptor;
    CurlLoop* loop; ///< Null once forgotten.
    curl_socket_t socket;
    bool wants_read = false;
    bool wants_write = false;
    bool reading = false;
    bool writing = false;
};

CurlLoop::CurlLoop(asio::any_io_executor executor, std::size_t max_connections)
    : executor_(std::move(executor)), multi_((start_curl_once(), curl_multi_init())), timer_(executor_),
      self_(std::make_shared<CurlLoop*>(this)) {
    if (multi_ == nullptr) {
        throw std::runtime_error("libcurl could not be started");
    }
    const auto connections = static_cast<long>(std::clamp<std::size_t>(max_connections, 1, 10'000));
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    // The cache must hold all connections in use, or each finished request closes one: at 128 of 2,500 a second it
    // collapsed.
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
}

CurlLoop::~CurlLoop() {
    while (!transfers_.empty()) {
        auto& transfer = **transfers_.begin();
        remove(transfer);
        curl_easy_cleanup(transfer.handle_);
        transfer.handle_ = nullptr;
        transfer.loop_ = nullptr;
        transfer.end(CURLE_ABORTED_BY_CALLBACK);
    }
    std::ranges::for_each(spare_handles_, curl_easy_cleanup);
    curl_multi_cleanup(multi_);
    while (!watches_.empty()) {
        forget(watches_.begin()->first);
    }
    *self_ = nullptr;
}

CURL* CurlLoop::take_handle() {
    CURL* handle = nullptr;
    if (spare_handles_.empty()) {
        handle = curl_easy_init();
        if (handle == nullptr) {
            throw std::bad_alloc();
        }
    } else {
        handle = spare_handles_.back();
        spare_handles_.pop_back();
    }
    curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, &CurlLoop::on_connection);
    curl_easy_setopt(handle, CURLOPT_SOCKOPTDATA, this);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &CurlLoop::on_close);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this);
    return handle;
}

void CurlLoop::return_handle(CURL* handle) {
    if (spare_handles_.size() >= most_spare_handles) {
        curl_easy_cleanup(handle);
        return;
    }
    curl_easy_reset(handle);
    spare_handles_.push_back(handle);
}

void CurlLoop::add(CurlTransfer& transfer) {
    curl_easy_setopt(transfer.handle_, CURLOPT_PRIVATE, &transfer);
    if (const auto code = curl_multi_add_handle(multi_, transfer.handle_); code != CURLM_OK) {
        throw std::runtime_error(std::string("curl_multi_add_handle: ") + curl_multi_strerror(code));
    }
    transfer.added_ = true;
}

void CurlLoop::remove(CurlTransfer& transfer) {
    transfers_.erase(&transfer);
    if (std::exchange(transfer.added_, false)) {
        curl_multi_remove_handle(multi_, transfer.handle_);
    }
    if (transfers_.empty()) {
        // Nothing is under way: an armed timer would only keep the loop from ending.
        timer_.cancel();
        timer_armed_ = false;
        ++timer_turn_;
    }
}

void CurlLoop::act(curl_socket_t socket, int readiness) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, readiness, &running);
    collect();
}

void CurlLoop::collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        const auto result = message->data.result;
        CurlTransfer* transfer = nullptr;
        if (curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer) == CURLE_OK && transfer != nullptr) {
            transfer->end(result);
        }
    }
}

void CurlLoop::want(curl_socket_t socket, int what) {
    auto found = watches_.find(socket);
    if (what == CURL_POLL_REMOVE) {
        if (found == watches_.end()) {
            return;
        }
        if (!connections_.contains(socket)) {
            forget(socket); // The resolver's own: curl closes it without telling.
            return;
        }
        auto& watch = *found->second;
        watch.wants_read = watch.wants_write = false;
        if (watch.reading || watch.writing) {
            watch.descriptor.cancel(); // An idle connection must not keep the loop alive.
        }
        return;
    }
    if (found == watches_.end()) {
        found = watches_.emplace(socket, std::make_shared<Watch>(*this, socket)).first;
    }
    found->second->wants_read = (what & CURL_POLL_IN) != 0;
    found->second->wants_write = (what & CURL_POLL_OUT) != 0;
    arm(found->second);
}

void CurlLoop::forget(curl_socket_t socket) {
    const auto found = watches_.find(socket);
    if (found == watches_.end()) {
        return;
    }
    const auto watch = std::move(found->second);
    watches_.erase(found);
    watch->loop = nullptr;
    watch->descriptor.release(); // Takes it from Asio without closing it.
}

void CurlLoop::arm(const std::shared_ptr<Watch>& watch) {
    if (watch->wants_read && !watch->reading) {
        watch->reading = true;
        watch->descriptor.async_wait(asio::posix::stream_descriptor::wait_read, [watch](std::error_code error) {
            watch->reading = false;
            if (watch->loop != nullptr && watch->wants_read && !error) {
                watch->loop->act(watch->socket, CURL_CSELECT_IN);
            }
            if (watch->loop != nullptr) {
                watch->loop->arm(watch);
            }
        });
    }
    if (watch->wants_write && !watch->writing) {
        watch->writing = true;
        watch->descriptor.async_wait(asio::posix::stream_descriptor::wait_write, [watch](std::error_code error) {
            watch->writing = false;
            if (watch->loop != nullptr && watch->wants_write && !error) {
                watch->loop->act(watch->socket, CURL_CSELECT_OUT);
            }
            if (watch->loop != nullptr) {
                watch->loop->arm(watch);
            }
        });
    }
}

void CurlLoop::set_deadline(long wait_ms) {
    if (wait_ms < 0) {
        deadline_.reset();
        return;
    }
    const auto when = asio::steady_timer::clock_type::now() + std::chrono::milliseconds(wait_ms);
    deadline_ = when;
    if (wait_ms == 0) {
        post_kick();
    } else if (!timer_armed_ || when < timer_.expiry()) {
        arm_timer(when);
    }
}

void CurlLoop::post_kick() {
    if (std::exchange(kick_posted_, true)) {
        return;
    }
    asio::post(executor_, [self = self_] {
        if (*self != nullptr) {
            (*self)->kick_posted_ = false;
            (*self)->act(CURL_SOCKET_TIMEOUT, 0);
        }
    });
}

void CurlLoop::arm_timer(asio::steady_timer::time_point when) {
    timer_armed_ = true;
    timer_.expires_at(when);
    timer_.async_wait([self = self_, turn = ++timer_turn_](std::error_code error) {
        if (*self != nullptr && (*self)->timer_turn_ == turn) {
            (*self)->timer_armed_ = false;
            if (!error) {
                (*self)->on_time();
            }
        }
    });
}

void CurlLoop::on_time() {
    if (!deadline_) {
        return;
    }
    if (*deadline_ > asio::steady_timer::clock_type::now()) {
        arm_timer(*deadline_);
    } else {
        act(CURL_SOCKET_TIMEOUT, 0);
    }
}

int CurlLoop::on_socket(CURL* /*handle*/, curl_socket_t socket, int what, void* loop, void* /*per_socket*/) noexcept {
    try {
        static_cast<CurlLoop*>(loop)->want(socket, what);
        return 0;
    } catch (...) {
        return -1;
    }
}

int CurlLoop::on_timer(CURLM* /*multi*/, long wait_ms, void* loop) noexcept {
    try {
        static_cast<CurlLoop*>(loop)->set_deadline(wait_ms);
        return 0;
    } catch (...) {
        return -1;
    }
}

int CurlLoop::on_connection(void* loop, curl_socket_t socket, curlsocktype /*purpose*/) noexcept {
    try {
        static_cast<CurlLoop*>(loop)->connections_.insert(socket);
        return CURL_SOCKOPT_OK;
    } catch (...) {
        return CURL_SOCKOPT_ERROR;
    }
}

int CurlLoop::on_close(void* loop, curl_socket_t socket) noexcept {
    try {
        auto& self = *static_cast<CurlLoop*>(loop);
        self.connections_.erase(socket);
        self.forget(socket);
    } catch (...) {
        return 1;
    }
    return ::close(socket);
}

CurlTransfer::CurlTransfer(CurlLoop& loop, Handle kind)
    : loop_(&loop), handle_(loop.take_handle()), kind_(kind),
      done_(loop.executor_, asio::steady_timer::time_point::max()) {
    loop.transfers_.insert(this);
}

CurlTransfer::~CurlTransfer() {
    if (loop_ == nullptr) {
        return;
    }
    loop_->remove(*this);
    if (kind_ == Handle::reusable) {
        loop_->return_handle(handle_);
    } else {
        curl_easy_cleanup(handle_);
    }
}

void CurlTransfer::start() {
    loop_->add(*this);
}

void CurlTransfer::end(CURLcode result) {
    if (!result_) {
        result_ = result;
        done_.cancel();
    }
}

runtime::Task<CURLcode> CurlTransfer::finished() {
    if (!result_) {
        co_await done_.async_wait(runtime::as_tuple);
    }
    if (!result_) {
        throw asio::system_error(asio::error::operation_aborted);
    }
    co_return *result_;
}

asio::posix::stream_descriptor* CurlTransfer::descriptor() {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (loop_ == nullptr || curl_easy_getinfo(handle_, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK) {
        return nullptr;
    }
    const auto found = loop_->watches_.find(socket);
    return found == loop_->watches_.end() ? nullptr : &found->second->descriptor;
}

} // namespace usher::net
