/** Numbers of a system call on x86-64 and on arm64 (the table that new architectures share); undefined where it is missing. */
export type SyscallNumbers = readonly [x64: number | undefined, arm64: number | undefined];

/**
 * System calls that running JavaScript has no use for and that attacks on kernels begin with, or that reach other
 * processes, the network or memory that no limit counts. Numbers from Linux's `syscall_64.tbl` and `asm-generic/unistd.h`.
 */
export const deniedSyscalls: Readonly<Record<string, SyscallNumbers>> = {
  // Other processes and their memory.
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  process_mrelease: [448, 448],
  pidfd_open: [434, 434],
  pidfd_getfd: [438, 438],
  pidfd_send_signal: [424, 424],
  kcmp: [312, 272],
  fork: [57, undefined],
  vfork: [58, undefined],
  // The network: there is none in the namespace either.
  socket: [41, 198],
  connect: [42, 203],
  bind: [49, 200],
  listen: [50, 201],
  accept: [43, 202],
  accept4: [288, 242],
  // Wide doors into the kernel.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  userfaultfd: [323, 282],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  modify_ldt: [154, undefined],
  iopl: [172, undefined],
  ioperm: [173, undefined],
  personality: [135, 92],
  lookup_dcookie: [212, 18],
  uselib: [134, undefined],
  vmsplice: [278, 75],
  fanotify_init: [300, 262],
  fanotify_mark: [301, 263],
  // Namespaces and mounts.
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  // The machine.
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  syslog: [103, 116],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  vhangup: [153, 58],
  // Memory and places that the limits do not count.
  memfd_secret: [447, 447],
  shmget: [29, 194],
  shmat: [30, 196],
  shmctl: [31, 195],
  msgget: [68, 186],
  semget: [64, 190],
  mq_open: [240, 180],
  // Scheduling at the cost of others.
  sched_setscheduler: [144, 119],
  sched_setattr: [314, 274],
  ioprio_set: [251, 30],
  mbind: [237, 235],
  set_mempolicy: [238, 237],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
};

/** Calls that the filter looks into. */
export const inspectedSyscalls: Readonly<Record<'clone' | 'clone3' | 'ioctl', readonly [x64: number, arm64: number]>> =
  {
    clone: [56, 220],
    clone3: [435, 435],
    ioctl: [16, 29],
  };
