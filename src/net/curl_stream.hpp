#pragma once

#include <memory>

#include "net/byte_stream.hpp"
#include "net/curl_loop.hpp"

namespace usher::net {

/// What a CONNECT_ONLY transfer has opened: TCP or TLS, maybe through a proxy.
class CurlStream final : public ByteStream {
public:
    CurlStream(std::unique_ptr<CurlTransfer> transfer, asio::any_io_executor executor)
        : transfer_(std::move(transfer)), executor_(std::move(executor)) {}

    Progress read(std::span<char> into) override;
    Progress write(std::string_view bytes) override;
    runtime::Task<void> readable() override;
    void when_writable(std::move_only_function<void()> callback) override;
    void close() override { transfer_.reset(); }
    void reset() override { transfer_.reset(); }
    [[nodiscard]] asio::any_io_executor executor() const override { return executor_; }

private:
    [[nodiscard]] bool usable() const { return transfer_ && transfer_->handle() != nullptr; }

    std::unique_ptr<CurlTransfer> transfer_;
    asio::any_io_executor executor_;
};

} // namespace usher::net
