#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "usher/ops/audit.hpp"
#include "usher/ops/log.hpp"

namespace usher::ops {

namespace {

std::error_code last_error() {
    return {errno, std::generic_category()};
}

/// Renames what is there; that nothing is there is no failure.
std::error_code move_on(const std::string& from, const std::string& to) {
    return std::rename(from.c_str(), to.c_str()) == 0 || errno == ENOENT ? std::error_code{} : last_error();
}

/// What an operator can do about it.
std::string_view mend(const std::error_code& error) {
    if (error == std::errc::no_such_file_or_directory) {
        return "Make its folder, owned by Usher's user (systemd does it: LogsDirectory=usher), or change [audit] file.";
    }
    if (error == std::errc::invalid_argument || error == std::errc::is_a_directory) {
        return "[audit] file has to name a regular file.";
    }
    return "Usher's user needs to read and write it, and its folder too; or change [audit] file.";
}

} // namespace

AuditFile::AuditFile(Options options, Metrics& metrics)
    : options_(std::move(options)), metrics_(metrics), rotate_at_(options_.max_size) {
    if (const auto error = open()) {
        throw std::runtime_error("The audit file " + options_.path + " cannot be written: " + error.message() + ". " +
                                 std::string(mend(error)));
    }
}

AuditFile::~AuditFile() {
    close();
}

void AuditFile::close() {
    if (file_ >= 0) {
        ::close(file_);
        file_ = -1;
    }
}

std::string AuditFile::rotated(int number) const {
    return options_.path + "." + std::to_string(number);
}

std::error_code AuditFile::open() {
    close();
    // Without O_NONBLOCK a named pipe would keep us waiting for a reader.
    file_ = ::open(options_.path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                   S_IRUSR | S_IWUSR);
    if (file_ < 0) {
        return last_error();
    }
    struct stat facts{};
    if (::fstat(file_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        close();
        return std::make_error_code(std::errc::invalid_argument);
    }
    char last = '\n';
    torn_ = facts.st_size > 0 && ::pread(file_, &last, 1, facts.st_size - 1) == 1 && last != '\n';
    return {};
}

/// Makes sure that what is open is what the path names.
std::error_code AuditFile::follow_path() {
    struct stat named{};
    struct stat opened{};
    const bool same = file_ >= 0 && ::stat(options_.path.c_str(), &named) == 0 && ::fstat(file_, &opened) == 0 &&
                      named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
    return same ? std::error_code{} : open();
}

std::error_code AuditFile::rotate() {
    for (int number = options_.keep; number > 1; --number) {
        if (const auto error = move_on(rotated(number - 1), rotated(number))) {
            return error;
        }
    }
    return move_on(options_.path, rotated(1));
}

std::error_code AuditFile::make_room(std::size_t length) {
    struct stat facts{};
    if (options_.max_size == 0 || ::fstat(file_, &facts) != 0) {
        return {};
    }
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    if (size < options_.max_size) {
        rotate_at_ = options_.max_size; // Somebody else made room.
    }
    if (size == 0 || size + length <= rotate_at_) {
        return {};
    }
    if (const auto error = rotate()) {
        // Better a file that is too large than a line that is lost.
        rotate_at_ = size + options_.max_size;
        log_warning("audit_not_rotated", "Could not rotate the audit file; it grows on",
                    {{"path", options_.path}, {"reason", error.message()}});
        return {};
    }
    rotate_at_ = options_.max_size;
    return open();
}

/// What was written of a line does not stay, so that the file holds whole lines only.
std::error_code AuditFile::take_back(std::size_t length, std::error_code why) {
    struct stat facts{};
    const auto piece = static_cast<off_t>(length);
    const bool gone = length == 0 || (::fstat(file_, &facts) == 0 && facts.st_size >= piece &&
                                      ::ftruncate(file_, facts.st_size - piece) == 0);
    torn_ = torn_ || !gone;
    return why;
}

std::error_code AuditFile::append(const std::string& line) {
    ssize_t count = 0;
    do {
        count = ::write(file_, line.data(), line.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return last_error();
    }
    if (static_cast<std::size_t>(count) < line.size()) {
        // A regular file takes less than everything only when there is no room for the rest.
        return take_back(static_cast<std::size_t>(count), std::make_error_code(std::errc::no_space_on_device));
    }
    torn_ = false;
    return {};
}

void AuditFile::record(const AuditEntry& entry) {
    auto line = audit_line(entry);
    auto error = follow_path();
    if (!error) {
        error = make_room(line.size());
    }
    if (!error) {
        if (torn_) {
            line.insert(line.begin(), '\n');
        }
        error = append(line);
    }
    if (error) {
        metrics_.add("usher_audit_lost_total");
        if (++lost_ == 1) {
            log_error("audit_lost", "Could not write to the audit file; answers go on without it",
                      {{"path", options_.path}, {"reason", error.message()}});
        }
        return;
    }
    if (lost_ > 0) {
        log_info("audit_written_again", "The audit file can be written again", {{"lost", lost_}});
        lost_ = 0;
    }
}

} // namespace usher::ops
